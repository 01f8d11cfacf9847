/**
 * How many promises the target makes, from what the last seconds have shown. Programs make them in bursts, and windows
 * are mostly between them, since their timers wait for a turn of the loop: the highest rate of late is what counts.
 */

/** Seconds that are remembered. */
const remembered = 10;

export interface SeenPromises {
  /** Calls of the hook, and for how long it was on. */
  readonly calls: number;
  readonly onMs: number;
  /** Scaled up to the whole time. */
  readonly created: number;
  /** The hook took itself off, as there were too many. */
  readonly cutOff: boolean;
}

export interface PromiseRates {
  /** @param activeMs for which the loop was busy in it */
  second(seen: SeenPromises, elapsedMs: number, activeMs: number): void;
  /** The highest of late, per second, while the hook was on; `null` when it was not on in the last second. */
  readonly highest: number | null;
  /** On the average of late, per second. */
  readonly average: number;
}

export function createPromiseRates(): PromiseRates {
  let seconds: readonly { readonly rate: number; readonly created: number }[] = [];
  let isKnown = false;
  return {
    second({ calls, onMs, created, cutOff }, elapsedMs, activeMs) {
      isKnown = onMs > 0;
      if (!isKnown) return;
      const rate = (calls / onMs) * 1000;
      const all = cutOff ? (rate * activeMs) / elapsedMs : (created / elapsedMs) * 1000;
      seconds = [...seconds, { rate, created: all }].slice(-remembered);
    },
    get highest() {
      return isKnown ? Math.max(...seconds.map(({ rate }) => rate)) : null;
    },
    get average() {
      const sum = seconds.reduce((total, { created }) => total + created, 0);
      return sum / Math.max(1, seconds.length);
    },
  };
}
