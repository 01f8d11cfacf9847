/** Counts of pending tasks as healthy and faulty programs would show them, from a seed. For tests of diagnoses. */

/** Mulberry32 (Tommy Ettinger, public domain): uniform in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/** Knuth's method for small means, and the normal approximation above 30. */
export function poisson(mean: number, random: () => number): number {
  if (mean > 30) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  for (; product > limit; count++) product *= random();
  return count;
}

export const exponential = (mean: number, random: () => number): number =>
  -mean * Math.log(1 - random());

export interface SimulatedReading {
  readonly second: number;
  readonly count: number;
  readonly oldestAgeMs: number;
  readonly settled: number;
  /** Tasks that have been pending for longer than 10 s. */
  readonly stuck: number;
}

export interface Arrival {
  /** Seconds after the start; negative for what began before the attach. */
  readonly at: number;
  /** Seconds; `Infinity` for a task that never leaves. */
  readonly stays: number;
}

/** One reading a second of a population with these arrivals; those from before the attach are seen as well. */
export function readingsOf(
  arrivals: readonly Arrival[],
  seconds: number,
  stuckAfterSeconds = 10,
): readonly SimulatedReading[] {
  const inOrder = [...arrivals].sort((a, b) => a.at - b.at);
  const readings: SimulatedReading[] = [];
  let present: Arrival[] = [];
  let next = 0;
  let settled = 0;
  for (let second = 0; second <= seconds; second++) {
    for (; next < inOrder.length && (inOrder[next] as Arrival).at <= second; next++) {
      present.push(inOrder[next] as Arrival);
    }
    const staying = present.filter(({ at, stays }) => at + stays > second);
    settled += present.length - staying.length;
    present = staying;
    const oldest = Math.min(second, ...present.map(({ at }) => at));
    const stuck = present.filter(({ at }) => second - at > stuckAfterSeconds).length;
    readings.push({
      second,
      count: present.length,
      oldestAgeMs: (second - oldest) * 1000,
      settled,
      stuck,
    });
  }
  return readings;
}

/** Arrivals of a Poisson process whose rate may change with the time, from `from` to `to` seconds. */
export function arrivals(
  options: {
    readonly perSecond: number | ((second: number) => number);
    readonly from?: number;
    readonly to: number;
    readonly stays: (random: () => number) => number;
  },
  random: () => number,
): readonly Arrival[] {
  const { perSecond, from = 0, to, stays } = options;
  const result: Arrival[] = [];
  for (let second = from; second < to; second++) {
    const rate = typeof perSecond === 'number' ? perSecond : perSecond(second);
    for (let n = poisson(rate, random); n > 0; n--) {
      result.push({ at: second + random(), stays: stays(random) });
    }
  }
  return result;
}
