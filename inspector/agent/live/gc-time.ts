/** Remembers recent garbage collections, to say how much of a second or of a block they took. */
import type { GcEntry, LiveHost, Stop } from './live-host.ts';

/** Collections that are remembered: some seconds of a busy allocator. Older ones are in no open question. */
const remembered = 1024;

export interface GcTime {
  /** Milliseconds of collections that overlap the time from `fromMs` to `toMs`; `null` when they are not observed. */
  within(fromMs: number, toMs: number): number | null;
  /** Milliseconds of collections since the last call. */
  sinceLast(): number;
  stop: Stop;
}

export function createGcTime(live: LiveHost): GcTime {
  const starts = new Float64Array(remembered);
  const ends = new Float64Array(remembered);
  let next = 0;
  let sum = 0;
  let observed = true;
  let stop: Stop = () => {};
  try {
    stop = live.observeGc((entry: GcEntry) => {
      starts[next] = entry.startTime;
      ends[next] = entry.startTime + entry.duration;
      next = (next + 1) % remembered;
      sum += entry.duration;
    });
  } catch {
    observed = false;
  }
  return {
    within(fromMs, toMs) {
      if (!observed) return null;
      let total = 0;
      for (let i = 0; i < remembered; i++) {
        const overlap = Math.min(ends[i] as number, toMs) - Math.max(starts[i] as number, fromMs);
        if (overlap > 0) total += overlap;
      }
      return total;
    },
    sinceLast() {
      const last = sum;
      sum = 0;
      return last;
    },
    stop,
  };
}
