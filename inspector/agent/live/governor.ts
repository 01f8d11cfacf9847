/**
 * Decides how closely new promises are looked at, so that the agent stays within its budget. Pure: what was measured
 * goes in, a plan comes out.
 *
 * The hook is the dear part, and V8 does not bill it: even an empty one makes V8 leave its fast paths for promises.
 * So its time is estimated, from counted calls and a price for each. The prices are what whole programs lost, divided
 * by the calls (bench/results.md): more than the hook's own running time.
 */
import type { PromiseSampling } from '../../../protocol/live.ts';

/** Milliseconds of the target's time for one call. */
export const initCallMs = 60e-6;
export const settledCallMs = 90e-6;
/** One sampled promise, from the ring until it is known to have settled. */
const sweepCallMs = 120e-6;

/** The share of the budget that the hooks may have; the rest is for probing, sweeping and reporting. */
const hookShare = 0.5;
/** The share that is not planned with, as no second is like the one before. */
const reserve = 0.2;
const leastHookShare = 0.05;
/** Milliseconds: a window shorter than a timer's resolution is none. */
const shortestWindowMs = 2;
const longestWindowMs = 50;
/** Many short windows see a burst more fairly than few long ones; each costs some microseconds to open. */
const shortestCycleMs = 200;
/** Windows further apart than this find too little to be worth their price. */
const longestCycleMs = 10_000;
/** Sampled promises per second that are enough for any estimate here. */
const enoughSamples = 10_000;
/** Going back to a closer look needs this much less, so that a rate at the limit does not flip the mode each second. */
const hysteresis = 0.6;

export interface Load {
  /** New promises per second while the hook was on; `null` when it was not. */
  readonly rate: number | null;
  /** Milliseconds per second that sweeping and probing took: the less is looked at, the less it is. */
  readonly followMs: number;
  /** Milliseconds per second that everything else took. */
  readonly otherMs: number;
}

export interface Plan extends PromiseSampling {
  /** Also watch every settling, which proves that a promise was lost. */
  readonly watchSettled: boolean;
  readonly windowMs: number;
  /** Mean time between the ends of two windows. */
  readonly cycleMs: number;
  /** Hook calls that a second may have before the hook takes itself off. */
  readonly callsPerSecond: number;
}

/**
 * The first hook for promises that V8 ever sees in a process makes it give up a fast path for good: about 8 ns for
 * each promise from then on, on all versions. That cannot be felt but where promises are most of what a program does,
 * and there it is a fifth of its speed. Such a program makes garbage faster than any other kind. Measured, for each
 * second of CPU time: 35 collections for an HTTP service, 140 to 2,000 for programs that make millions of promises.
 */
export const lostPathMs = 8e-6;
const manyCollections = 80;
/** Bytes of a promise with what an await makes beside it: a collection comes when that many fill the young generation. */
const bytesPerPromise = 120;

export interface Garbage {
  readonly collectionsPerSecond: number;
  /** CPU time per second of the clock. */
  readonly cpuMs: number;
  /** Size of the heap's young generation. */
  readonly youngBytes: number;
}

/** Whether the first hook may be set: what it costs for good must be within the budget, too. */
export function mayBegin(
  { collectionsPerSecond, cpuMs, youngBytes }: Garbage,
  budgetMs: number,
): boolean {
  const mostLost = collectionsPerSecond * (youngBytes / bytesPerPromise) * lostPathMs;
  return mostLost <= budgetMs * hookShare || collectionsPerSecond * 1000 < manyCollections * cpuMs;
}

/** Until it is known whether the hook may be set. */
export function waiting(budgetMs: number): Plan {
  return off(budgetMs * hookShare);
}

/** A first look, until the rate is known. */
export function firstPlan(budgetMs: number): Plan {
  return windows(1_000_000, budgetMs * hookShare) ?? off(budgetMs);
}

/**
 * @param budgetMs milliseconds per second of one core that the agent may take
 * @param last the plan that the load was measured under
 */
export function decide(load: Load, budgetMs: number, last: Plan): Plan {
  if (load.rate === null) return last;
  // What the rest takes beyond its own share is taken from the hooks, but for what cannot be felt.
  const ownShare = budgetMs * (1 - hookShare - reserve);
  const planned = budgetMs * (1 - reserve);
  const leastMs = budgetMs * leastHookShare;
  const hookMs = Math.max(leastMs, planned - Math.max(load.otherMs + load.followMs, ownShare));
  const ease = (already: boolean) => (already ? 1 : hysteresis);
  const each = initCallMs + sweepCallMs;
  const wasContinuous = last.mode === 'continuous';
  if (load.rate * (each + settledCallMs) <= hookMs * ease(wasContinuous && last.watchSettled)) {
    return continuous(true, hookMs);
  }
  if (load.rate * each <= hookMs * ease(wasContinuous)) return continuous(false, hookMs);
  // Following that is too dear is made less. Only what it cannot change turns it off.
  const isAffordable = load.otherMs + leastMs <= planned;
  return (isAffordable ? windows(load.rate, hookMs) : null) ?? off(hookMs);
}

function continuous(watchSettled: boolean, hookMs: number): Plan {
  return {
    mode: 'continuous',
    share: 1,
    oneIn: 1,
    watchSettled,
    windowMs: 1000,
    cycleMs: 1000,
    callsPerSecond: Math.floor((hookMs * 2) / initCallMs),
  };
}

function windows(rate: number, hookMs: number): Plan | null {
  const samples = Math.min(enoughSamples, (hookMs * 0.25) / sweepCallMs);
  const share = Math.min(0.5, (hookMs * 0.75) / (rate * initCallMs));
  const cycleMs = Math.max(shortestCycleMs, shortestWindowMs / share);
  if (!(share > 0) || samples < 1 || cycleMs > longestCycleMs) return null;
  const windowMs = Math.min(longestWindowMs, share * cycleMs);
  return {
    mode: 'windows',
    share,
    oneIn: Math.max(1, Math.ceil((rate * share) / samples)),
    watchSettled: false,
    windowMs,
    cycleMs: windowMs / share,
    callsPerSecond: Math.floor(hookMs / initCallMs),
  };
}

function off(hookMs: number): Plan {
  return {
    mode: 'off',
    share: 0,
    oneIn: 1,
    watchSettled: false,
    windowMs: 0,
    cycleMs: longestCycleMs,
    callsPerSecond: Math.floor(hookMs / initCallMs),
  };
}
