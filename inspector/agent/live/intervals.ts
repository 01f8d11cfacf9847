/**
 * Follows intervals, also those from before: when their runs begin, and whether the one before was over.
 *
 * Node writes the loop's time into `_idleStart` when a run begins, so a look now and then tells it exactly, without a
 * hook. A run of an async callback is over when its promise settles: the first one that is made while the callback
 * runs. To catch it, a promise hook is on from a moment before the callback is due until then.
 *
 * Bound: `mostIntervals`, with `mostRuns` promises each.
 */
import type { Guard } from './guard.ts';
import type { LiveHost, PromiseHook, Stop, TimerResource } from './live-host.ts';
import type { TimerSite } from './timer-sites.ts';

const mostIntervals = 200;
const mostRuns = 20;
/** Runs of intervals that are shorter than this are not followed to their end: the hook would be on all the time. */
const shortestFollowedMs = 100;
/** Milliseconds: shorter intervals run more than once between two looks. */
const quickMs = 60;
/** Milliseconds before a run from which on the hook is on: the resolution of timers. */
const aheadMs = 2;

interface Interval {
  readonly ref: WeakRef<TimerResource>;
  readonly asyncId: number;
  readonly delayMs: number;
  readonly site: TimerSite;
  lastStart: number;
  runs: object[];
  stopAhead: Stop;
}

export interface Intervals {
  add(timer: TimerResource, site: TimerSite): void;
  /** False when it is followed already, or too many are. */
  accepts(timer: TimerResource): boolean;
  /** Promise hooks may be set from now on. */
  begin(): void;
  /** To be called at each beat. */
  look(): void;
  stop(): void;
}

/** @param stackNow the stack of the code that runs now, for intervals whose place is not known */
export function createIntervals(
  now: () => number,
  live: LiveHost,
  guarded: Guard['guarded'],
  isPending: (promise: object) => boolean,
  stackNow: () => readonly number[],
): Intervals {
  let intervals: Interval[] = [];
  let known = new WeakSet();
  /** Whose next promise is wanted. */
  const waiting = new Map<number, Interval>();
  let stopHook: Stop | null = null;
  let begun = false;

  /** From our clock to that of Node's timers, which counts whole milliseconds since the loop began. */
  const probe = live.pairedTimer(1_000, () => {});
  const offset = (probe.timer._idleStart ?? 0) - now();
  probe.stop();
  const accepts = (timer: TimerResource) => intervals.length < mostIntervals && !known.has(timer);
  function stopWaiting(interval: Interval): void {
    interval.stopAhead();
    waiting.delete(interval.asyncId);
    if (waiting.size > 0 || !stopHook) return;
    stopHook();
    stopHook = null;
  }
  const onPromise: PromiseHook = guarded((promise: object) => {
    const interval = waiting.get(live.executionAsyncId());
    if (!interval) return;
    stopWaiting(interval);
    // Outermost is the callback itself: it stands for the place where the interval was made.
    if (interval.site.stack.length === 0) interval.site.stack = stackNow().slice(-1);
    interval.runs = interval.runs.filter(isPending);
    if (interval.runs.length > 0) interval.site.overlaps++;
    if (interval.runs.length < mostRuns) interval.runs.push(promise);
  });
  function expect(interval: Interval): void {
    interval.stopAhead();
    const inMs = interval.lastStart + interval.delayMs - (now() + offset);
    if (!begun || interval.delayMs < shortestFollowedMs) return;
    const ahead = guarded(() => {
      waiting.set(interval.asyncId, interval);
      stopHook ??= live.onPromiseInit(onPromise);
    });
    interval.stopAhead = live.after(Math.max(1, inMs - aheadMs), ahead);
  }

  function record({ site, delayMs }: Interval, period: number): void {
    const quick = delayMs < quickMs;
    if (!quick) site.addPeriod(period);
    // Of quick ones there were more runs than looks, and only what is beyond the distance of looks is lateness.
    const lateMs = Math.max(0, period - delayMs - (quick ? quickMs : 0));
    site.add(lateMs, live.wallClock(), quick ? Math.max(1, Math.round(period / delayMs)) : 1);
  }

  return {
    add(timer, site) {
      if (!accepts(timer)) return;
      known.add(timer);
      const delayMs = timer._repeat ?? 0;
      const interval: Interval = {
        ref: new WeakRef(timer),
        asyncId: live.asyncIdOf(timer),
        delayMs,
        site,
        // A new one is not armed yet: that is done when the hook that tells of it has returned.
        lastStart: timer._idleStart ?? Math.trunc(now() + offset),
        runs: [],
        stopAhead: () => {},
      };
      intervals.push(interval);
      expect(interval);
    },
    accepts,
    begin() {
      begun = true;
      for (const interval of intervals) expect(interval);
    },
    look() {
      let ended = false;
      for (const interval of intervals) {
        const timer = interval.ref.deref();
        if (!timer || timer._destroyed) {
          stopWaiting(interval);
          interval.runs = [];
          ended = true;
          continue;
        }
        const period = (timer._idleStart ?? 0) - interval.lastStart;
        // A new one may have been armed a millisecond or two after we saw it.
        if (period < interval.delayMs / 2) continue;
        interval.lastStart += period;
        record(interval, period);
        stopWaiting(interval);
        expect(interval);
      }
      if (ended) intervals = intervals.filter(({ ref }) => ref.deref()?._destroyed === false);
    },
    stop() {
      for (const interval of intervals) stopWaiting(interval);
      intervals = [];
      known = new WeakSet();
    },
  };
}
