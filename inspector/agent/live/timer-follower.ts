/**
 * Follows timers: where they are made, how late they fire, and whether the runs of intervals overlap.
 *
 * A sampled timeout has one of ours put just before it into the same list of Node's, so the moment of its firing is
 * known without touching it. Stacks are taken of so many timers a second, and the hook itself is on for as long as its
 * calls fit into the budget, at random times.
 */
import type { TimersReport } from '../../../protocol/agent-live.ts';
import { callSitesNow } from '../await-probe.ts';
import type { Host } from '../host.ts';
import type { Guard } from './guard.ts';
import { createIntervals } from './intervals.ts';
import type { LiveHost, Stop, TimerHook, TimerResource } from './live-host.ts';
import { createTimerSites, type TimerSite } from './timer-sites.ts';

/** Milliseconds for one call of Node's hook. */
const hookCallMs = 0.4e-3;
/** The share of the budget that the calls may have. */
const hookShare = 0.1;
const stacksPerSecond = 50;
/** Timeouts of the target that are waited for at once; each holds about 300 bytes. */
const mostAwaited = 500;
const windowMs = 25;
/** The share of time in which the hook is on until its price is known. */
const firstShare = 0.1;
/** Frames that a stack is taken with, Node's own among them. */
const mostCallSites = 24;
/** Characters of a callback's text by which intervals from before are told apart. */
const longestText = 300;
/** Timers that are looked through for intervals, once a second. */
const mostTimers = 5_000;

export interface TimerFollower {
  /** At each beat. */
  look(): void;
  /** Once a second. @returns estimated milliseconds of hooks in it */
  second(elapsedMs: number): number;
  report(): TimersReport | null;
  /** Promise hooks may be set from now on. */
  begin(): void;
  readonly dropped: number;
  stop(): void;
}

export function createTimerFollower(
  host: Host,
  live: LiveHost,
  guarded: Guard['guarded'],
  isPending: (promise: object) => boolean,
  options: { readonly budgetMs: number; readonly blockMs: number },
): TimerFollower {
  const sites = createTimerSites(options.blockMs);
  function stackNow(): readonly number[] {
    return sites.stackOf(callSitesNow(mostCallSites, stackNow));
  }
  const intervals = createIntervals(host.now, live, guarded, isPending, stackNow);
  const stops = new Set<Stop>();
  let hook: TimerHook | null = null;
  let stopWindow: Stop = () => {};
  let stopped = false;
  let busy = false;
  let share = firstShare;
  let stride = 1;
  let countdown = 1;
  let dropped = 0;
  let second = { calls: 0, timers: 0, onMs: 0, openedMs: 0, counted: 0 };

  function follow(type: 'Timeout' | 'Immediate', timer: TimerResource): void {
    const isInterval = type === 'Timeout' && timer._repeat != null;
    second.timers++;
    if (!isInterval && --countdown > 0) return;
    if (!isInterval) countdown = stride;
    const kind = type === 'Immediate' ? 'immediate' : isInterval ? 'interval' : 'timeout';
    const delayMs = type === 'Immediate' ? 0 : Math.trunc(timer._idleTimeout ?? 0);
    const site = sites.siteOf(kind, delayMs, stackNow());
    if (!site) return;
    const factor = stride / share;
    if (isInterval) intervals.add(timer, site);
    else if (type === 'Immediate') site.add(0, live.wallClock(), factor);
    else awaitFiring(timer, site, delayMs, factor);
  }
  function awaitFiring(
    timer: TimerResource,
    site: TimerSite,
    delayMs: number,
    factor: number,
  ): void {
    if (stops.size >= mostAwaited) {
      dropped++;
      return;
    }
    const due = host.now() + delayMs;
    const startOf = (each: TimerResource | null | undefined) => each?._idleStart ?? null;
    const ref = new WeakRef(timer);
    const fired = guarded(() => {
      stops.delete(stop);
      const now = host.now();
      const still = ref.deref();
      if (!still || still._destroyed || !still._onTimeout) return;
      // Both were armed in the same moment, unless the target's was armed again since: then it is not due now.
      if (startOf(still) !== startOf(ours)) return;
      site.add(Math.max(0, now - due), live.wallClock(), factor);
    });
    const { timer: ours, stop } = live.pairedTimer(delayMs, fired);
    stops.add(stop);
  }
  // Our own timers are none of the target's: their callbacks are functions of our realm.
  const created = guarded((type: 'Timeout' | 'Immediate', timer: TimerResource) => {
    if (busy || isOurs(timer._onTimeout)) return;
    busy = true;
    try {
      follow(type, timer);
    } finally {
      busy = false;
    }
  });

  function open(): void {
    if (stopped || hook || !live.onTimerCreated) return;
    hook = live.onTimerCreated(created);
    second.openedMs = host.now();
    second.counted = 0;
  }
  function count(): void {
    if (!hook) return;
    const now = host.now();
    const calls = hook.calls();
    second.calls += calls - second.counted;
    second.onMs += now - second.openedMs;
    second.counted = calls;
    second.openedMs = now;
  }
  function close(): void {
    if (!hook) return;
    count();
    hook.stop();
    hook = null;
  }
  function nextWindow(): void {
    stopWindow();
    close();
    if (stopped) return;
    if (share >= 1) return open();
    const gap = (windowMs / share - windowMs) * (0.5 + Math.random());
    const closing = guarded(nextWindow);
    stopWindow = live.after(
      gap,
      guarded(() => {
        open();
        stopWindow = live.after(windowMs, closing);
      }),
    );
  }
  function addKnownIntervals(): void {
    for (const timer of live.activeIntervals(mostTimers)) {
      const callback = timer._onTimeout;
      if (!intervals.accepts(timer) || isOurs(callback)) continue;
      const text = typeof callback === 'function' ? textOf(callback) : '';
      const site = sites.siteOf('interval', timer._repeat ?? 0, [], text);
      if (site) intervals.add(timer, site);
    }
  }

  addKnownIntervals();
  nextWindow();
  return {
    begin: () => intervals.begin(),
    get dropped() {
      return dropped + sites.dropped;
    },
    look: () => intervals.look(),
    second(elapsedMs) {
      count();
      const { calls, timers, onMs } = second;
      second = { ...second, calls: 0, timers: 0, onMs: 0 };
      addKnownIntervals();
      if (onMs > 0) {
        const perSecond = (calls / onMs) * 1000;
        const wanted = Math.min(1, (options.budgetMs * hookShare) / (perSecond * hookCallMs));
        stride = Math.max(1, Math.ceil(((timers / onMs) * 1000 * wanted) / stacksPerSecond));
        const next = Math.max(0.02, wanted);
        const changes = next < 1 !== share < 1 || next < share / 2 || next > share * 2;
        if (changes) {
          share = next;
          nextWindow();
        }
      }
      return (calls * hookCallMs * 1000) / Math.max(1, elapsedMs);
    },
    report: () => sites.report(),
    stop() {
      stopped = true;
      stopWindow();
      close();
      intervals.stop();
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}

function textOf(callback: unknown): string {
  return Function.prototype.toString.call(callback).slice(0, longestText);
}

/** A function of our own realm is ours. */
function isOurs(callback: unknown): boolean {
  return typeof callback === 'function' && Object.getPrototypeOf(callback) === Function.prototype;
}
