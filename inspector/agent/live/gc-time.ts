/**
 * Remembers recent garbage collections, to say how much of a second or of a block they took.
 *
 * Node takes about 0.1 ms to tell of a collection, and a program that makes much garbage has hundreds in a second. So
 * they are observed all the time only as long as that fits into a part of the budget, else at random times. What is
 * summed up is scaled then; what was not observed is not guessed.
 */
import type { Guard } from './guard.ts';
import type { LiveHost, Stop } from './live-host.ts';

/** Collections that are remembered: some seconds of a busy allocator. Older ones are in no open question. */
const remembered = 1024;
/** Milliseconds that one report costs the target. Measured, see bench/results.md. */
const gcReportMs = 0.1;
/** The share of the budget that they may have. */
const budgetShare = 0.2;
const windowMs = 25;
const smallestShare = 0.02;
/** Seconds that are remembered: collections come in bursts, and a window lasts until the end of the turn it is in. */
const remembersSeconds = 10;

export interface GcTime {
  /**
   * Milliseconds of collections that overlap the time from `fromMs` to `toMs`. When it was not all observed, what was seen
   * of it if that is half of the time, which is enough to say what it went into; else `null`.
   */
  within(fromMs: number, toMs: number): number | null;
  /** Once a second. */
  second(nowMs: number): GcSecond;
  stop: Stop;
}

export interface GcSecond {
  /** Milliseconds of collections since the last call, scaled up from the time in which they were observed last. */
  readonly gcMs: number;
  /** What observing them cost. */
  readonly costMs: number;
  /** How many there are in a second, when they were last observed; `null` when they never were. */
  readonly perSecond: number | null;
}

/** @param budgetMs milliseconds per second of one core */
export function createGcTime(
  now: () => number,
  live: LiveHost,
  guarded: Guard['guarded'],
  budgetMs: number,
): GcTime {
  const starts = new Float64Array(remembered);
  const ends = new Float64Array(remembered);
  let next = 0;
  let sum = 0;
  let count = 0;
  let onMs = 0;
  /** Since when it has been observed without a gap; `null` while it is not. */
  let since: number | null = null;
  let countedMs = now();
  let lastMs = countedMs;
  let share = 1;
  let lastPerSecond: number | null = null;
  let lastGcShare = 0;
  /** What observing all of them would have cost in each second. */
  let costs: readonly number[] = [];
  let stopObserving: Stop = () => {};
  let stopWindow: Stop = () => {};
  let stopped = false;

  const open = () => {
    if (stopped || since !== null) return;
    stopObserving = live.observeGc((entry) => {
      starts[next] = entry.startTime;
      ends[next] = entry.startTime + entry.duration;
      next = (next + 1) % remembered;
      sum += entry.duration;
      count++;
    });
    since = countedMs = now();
  };
  const settle = () => {
    if (since !== null) onMs += now() - countedMs;
    countedMs = now();
  };
  const close = () => {
    settle();
    stopObserving();
    stopObserving = () => {};
    since = null;
  };
  const cycle = guarded(() => {
    stopWindow();
    if (share >= 1) return open();
    close();
    if (stopped) return;
    const gap = (windowMs / share - windowMs) * (0.5 + Math.random());
    const window = guarded(() => {
      open();
      // Node tells of a collection in the phase after the timers. One that was longer than the window would never be
      // heard of, if the window was closed by the timer that is overdue by then.
      const closing = guarded(() => {
        stopWindow = live.after(1, cycle);
      });
      stopWindow = live.after(windowMs, closing);
    });
    stopWindow = live.after(gap, window);
  });
  guarded(open)();

  return {
    within(fromMs, toMs) {
      const sawAll = since !== null && fromMs >= since;
      let total = 0;
      for (let i = 0; i < remembered; i++) {
        const overlap = Math.min(ends[i] as number, toMs) - Math.max(starts[i] as number, fromMs);
        if (overlap > 0) total += overlap;
      }
      return sawAll || total >= (toMs - fromMs) / 2 ? total : null;
    },
    second(nowMs) {
      settle();
      const elapsed = nowMs - lastMs;
      if (onMs > 0) lastGcShare = Math.min(1, sum / onMs);
      const result = {
        gcMs: elapsed * lastGcShare,
        costMs: count * gcReportMs,
        perSecond: onMs > 0 ? (count / onMs) * 1000 : lastPerSecond,
      };
      lastPerSecond = result.perSecond;
      costs = [...costs, (result.costMs * 1000) / (elapsed * share)].slice(-remembersSeconds);
      const fullCost = costs.reduce((total, cost) => total + cost, 0) / costs.length;
      // More than all the time shows that there is room to go back to all the time.
      const wanted = (budgetMs * budgetShare) / fullCost;
      const changes = wanted < share || wanted > share * 2;
      const nextShare = changes ? Math.min(1, Math.max(smallestShare, wanted)) : share;
      const begins = nextShare < 1 !== share < 1;
      share = nextShare;
      if (begins) cycle();
      lastMs = nowMs;
      sum = count = onMs = 0;
      return result;
    },
    stop() {
      stopped = true;
      stopWindow();
      close();
    },
  };
}
