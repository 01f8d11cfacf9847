/** Follows promises from birth to end within a budget: the nursery's windows, the survivors, and who awaits them. */
import type { RawFrame } from '../../../protocol/agent.ts';
import type { FollowedReport } from '../../../protocol/agent-live.ts';
import type { PromiseSampling } from '../../../protocol/live.ts';
import type { AwaitProbe } from '../await-probe.ts';
import { FrameTable } from '../frame-table.ts';
import type { Host } from '../host.ts';
import { createFollowCosts } from './follow-costs.ts';
import {
  decide,
  firstPlan,
  initCallMs,
  lostPathMs,
  type Plan,
  settledCallMs,
  waiting,
} from './governor.ts';
import type { LiveHost, Stop } from './live-host.ts';
import { createNursery, type WindowResult } from './nursery.ts';
import { createPromiseRates, type SeenPromises } from './promise-rates.ts';
import { createStackNodes } from './stack-nodes.ts';
import { createStackTaker } from './stack-taker.ts';
import { createSurvivors, type DueProbe } from './survivors.ts';

/** Records that are looked at in one go: at most about a millisecond. */
const verifySlice = 4_000;
/** Stacks in one go. */
const probeSlice = 400;
/** Milliseconds of probing in one go while the promises of a survey wait for their first stack. */
const surveySliceMs = 4;
/** The share of a second's budget that one go of probing may take, of about ten a second. */
const probeShare = 0.04;
/** When it is off, the rate is looked at again so many seconds later, and after twice as many the next time. */
const lookAgainSeconds = 4;
const longestWaitSeconds = 32;

export interface FollowerSecond {
  /** `null` when nothing was sampled. */
  readonly created: number | null;
  /** The hooks' time, estimated, in milliseconds. */
  readonly hookMs: number;
  readonly pending: number;
  readonly sampling: PromiseSampling;
  readonly dropped: number;
}

export interface PromiseFollower {
  /** A few times a second. */
  tick(nowMs: number): void;
  /** Once a second. @param otherMs what the agent took for everything else in it */
  second(nowMs: number, elapsedMs: number, otherMs: number): FollowerSecond;
  /** Hooks may be set from now on. */
  begin(): void;
  /** All promises that were found by a survey. */
  adopt(lists: readonly (readonly object[])[]): void;
  /** What is followed, when it changed since the last call. */
  report(nowMs: number): FollowedReport | null;
  stop(): void;
}

const nothingSeen: SeenPromises = { calls: 0, onMs: 0, created: 0, cutOff: false };

/** @param budgetMs milliseconds per second of one core */
export function createPromiseFollower(
  host: Host,
  live: LiveHost,
  probe: AwaitProbe,
  isPending: (promise: object) => boolean,
  guarded: (run: () => void) => () => void,
  budgetMs: number,
  stuckAfterMs: number,
): PromiseFollower {
  const table = new FrameTable();
  let sentFrames = 0;
  const nodes = createStackNodes((frame: RawFrame) => table.frames.push(frame) - 1);
  const survivors = createSurvivors(isPending, stuckAfterMs);
  const taker = createStackTaker(host, probe, table, nodes, survivors);
  const nursery = createNursery(host, live, isPending, (promise, bornMs, factor) =>
    survivors.add(promise, bornMs, factor, host.now()),
  );
  let plan: Plan = waiting(budgetMs);
  /** A hook has been set: the price that is paid once is paid. */
  let begun = false;
  const rates = createPromiseRates();
  let lastActiveMs = live.utilization().active;
  const costs = createFollowCosts(host.now);
  let waitSeconds = lookAgainSeconds;
  let stopWindow: Stop = () => {};
  let stopSettled: Stop | null = null;
  let stopped = false;
  let clock = host.now();
  let lastCloseMs = clock;
  let settledCalls = 0;
  let surveyBacklog = 0;
  let complete = false;
  let verifying = true;
  let fresh = false;
  let lastReport = '';
  let offSeconds = 0;
  /** Of the second that runs. */
  let seen = nothingSeen;

  const add = (result: WindowResult, factor: number) => {
    seen = {
      calls: seen.calls + result.calls,
      onMs: seen.onMs + result.onMs,
      created: seen.created + result.calls * factor,
      cutOff: seen.cutOff || (plan.mode === 'continuous' && !nursery.isOpen),
    };
  };

  // Windows: at random times, so that nothing periodic in the target is always seen or never.
  const billed = (run: () => void) => guarded(costs.timed(run));
  const openWindow = billed(() => {
    if (stopped || plan.mode === 'continuous') return;
    nursery.open(plan.oneIn, plan.callsPerSecond);
    stopWindow = live.after(plan.windowMs, closeWindow);
  });
  const closeWindow = billed(() => {
    const now = host.now();
    const result = nursery.close();
    const factor = result.onMs > 0 ? (now - lastCloseMs) / result.onMs : 0;
    lastCloseMs = now;
    add(result, Math.max(1, factor));
    nursery.sweep(now, Math.max(1, factor));
    nextWindow();
  });
  function nextWindow(): void {
    stopWindow();
    if (stopped || plan.mode !== 'windows') return;
    const gap = Math.max(1, plan.cycleMs - plan.windowMs);
    stopWindow = live.after(gap * (0.5 + Math.random()), openWindow);
  }

  function watchSettled(on: boolean): void {
    if (on && !stopSettled) {
      stopSettled = live.onPromiseSettled((promise) => {
        settledCalls++;
        survivors.settled(promise, clock);
      });
    } else if (!on && stopSettled) {
      stopSettled();
      stopSettled = null;
    }
    survivors.watchSettled(on);
  }
  function enact(next: Plan): void {
    const was = plan.mode;
    plan = next;
    if (next.mode === 'continuous') {
      stopWindow();
      if (was !== 'continuous' || !nursery.isOpen) nursery.open(1, next.callsPerSecond);
    } else if (was === 'continuous') {
      complete = false;
      add(nursery.close(), 1);
      lastCloseMs = host.now();
      nextWindow();
    } else if (next.mode === 'windows' && was === 'off') {
      lastCloseMs = host.now();
      nextWindow();
    } else if (next.mode === 'off') {
      stopWindow();
      nursery.close();
    }
    watchSettled(next.watchSettled);
  }

  function verify(nowMs: number, due: DueProbe[]): void {
    if (verifying && survivors.verify(verifySlice, nowMs, due, due.length + probeSlice / 4)) {
      verifying = false;
      fresh = true;
    }
  }
  function followUp(nowMs: number): void {
    const due: DueProbe[] = [...survivors.newcomers(probeSlice)];
    if (survivors.size > verifySlice) verify(nowMs, due);
    surveyBacklog = surveyBacklog > 0 ? survivors.unprobed : 0;
    if (surveyBacklog > 0) costs.once(() => taker.take(due, surveySliceMs));
    else taker.take(due, budgetMs * probeShare);
  }

  /** When they fit into one slice, at the end of the second, so that its report is of one moment. */
  const lookAtFew = costs.timed((nowMs: number) => {
    const due: DueProbe[] = [];
    if (survivors.size <= verifySlice) verify(nowMs, due);
    taker.take(due, budgetMs * probeShare);
  });

  return {
    tick: costs.timed((nowMs) => {
      clock = nowMs;
      if (plan.mode === 'continuous') {
        const keptAll = nursery.sweep(nowMs, 1);
        // It took itself off within a turn that made too many: what came after was not seen.
        if (!keptAll || !nursery.isOpen) complete = false;
      } else if (!nursery.isOpen) nursery.sweep(nowMs, 1);
      followUp(nowMs);
    }),
    second(nowMs, elapsedMs, otherMs) {
      lookAtFew(nowMs);
      if (plan.mode === 'continuous') add(nursery.reading(plan.callsPerSecond), 1);
      const { calls, onMs, created } = seen;
      const { active } = live.utilization();
      rates.second(seen, elapsedMs, active - lastActiveMs);
      lastActiveMs = active;
      seen = nothingSeen;
      const lostMs = begun ? rates.average * lostPathMs : 0;
      const hookMs = calls * initCallMs + settledCalls * settledCallMs;
      settledCalls = 0;
      const sampling = { mode: plan.mode, share: plan.share, oneIn: plan.oneIn };
      const middle = costs.second(otherMs, elapsedMs);
      offSeconds = plan.mode === 'off' ? offSeconds + 1 : 0;
      if (begun && plan.mode !== 'off') {
        const load = { ...middle, otherMs: middle.otherMs + lostMs, rate: rates.highest };
        enact(decide(load, budgetMs, plan));
        if (plan.mode === 'continuous') waitSeconds = lookAgainSeconds;
      } else if (begun && offSeconds >= waitSeconds) {
        waitSeconds = Math.min(longestWaitSeconds, waitSeconds * 2);
        enact(firstPlan(budgetMs));
      }
      verifying = true;
      return {
        created: onMs > 0 ? Math.round((created * 1000) / elapsedMs) : null,
        hookMs: hookMs + (lostMs * elapsedMs) / 1000,
        pending: Math.round(survivors.awaited),
        sampling,
        dropped: nursery.dropped + survivors.dropped + taker.failed,
      };
    },
    begin() {
      if (begun) return;
      begun = true;
      enact(firstPlan(budgetMs));
    },
    adopt(lists) {
      const pending = lists.flatMap((list) => list.filter((promise) => isPending(promise)));
      survivors.adopt(pending, host.now());
      surveyBacklog = survivors.unprobed;
      complete = plan.mode === 'continuous';
      verifying = true;
    },
    report(nowMs) {
      if (!fresh) return null;
      fresh = false;
      const counts = survivors.counts();
      const text = JSON.stringify(counts);
      if (text === lastReport) return null;
      lastReport = text;
      const frames = table.frames.slice(sentFrames);
      sentFrames = table.frames.length;
      return { type: 'followed', nowMs, frames, nodes: nodes.takeNew(), counts, complete };
    },
    stop() {
      stopped = true;
      stopWindow();
      nursery.clear();
      watchSettled(false);
    },
  };
}
