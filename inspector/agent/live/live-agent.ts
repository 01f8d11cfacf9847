/** The live part of the agent: its timers, what they report, and how all of it ends. */
import { type AgentMessage, type LiveAgentOptions } from '../../../protocol/agent-live.ts';
import type { AwaitProbe } from '../await-probe.ts';
import type { Host } from '../host.ts';
import type { PromiseStates } from '../promise-states.ts';
import { createBeatInterval } from './beat-interval.ts';
import { createFirstHook } from './first-hook.ts';
import { createGcTime } from './gc-time.ts';
import { createGuard } from './guard.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { LiveHost, Stop } from './live-host.ts';
import { createPromiseFollower } from './promise-follower.ts';
import { watchRejections } from './rejections.ts';
import { cpuMs, createSampler } from './sampler.ts';
import { createTimerFollower } from './timer-follower.ts';

/** Milliseconds below which the clock is believed: asking for the CPU time would take as long. */
const worthCheckingMs = 0.2;
/** Milliseconds between two rounds of sweeping and probing. */
const tickMs = 100;

export interface LiveAgent {
  /** All promises that a survey found. */
  adopt(lists: readonly (readonly object[])[]): void;
  stop(): void;
  /** As `stop`, but the client is told, should it come back. */
  withdraw(): void;
}

export function startLive(
  host: Host,
  live: LiveHost,
  probe: AwaitProbe,
  states: PromiseStates,
  options: LiveAgentOptions,
): LiveAgent {
  const guard = createGuard();
  const sendText = takeBinding(options.binding);
  const stops: Stop[] = [];
  let spentMs = 0;
  /**
   * Bills the time since `began`: by the clock, or by the process's CPU time when that is less. On a busy machine the
   * clock runs on while we do not, and other threads may run while we do.
   */
  const bill = (began: number, cpuBegan: number) => {
    const elapsed = host.now() - began;
    spentMs += elapsed < worthCheckingMs ? elapsed : Math.min(elapsed, cpuMs(live) - cpuBegan);
  };
  const billed = (run: () => void): (() => void) =>
    guard.guarded(() => {
      const began = host.now();
      const cpuBegan = cpuMs(live);
      try {
        run();
      } finally {
        bill(began, cpuBegan);
      }
    });
  const send = (message: AgentMessage) => sendText(JSON.stringify(message));

  const budgetMs = options.budgetPercent * 10;
  const gc = createGcTime(host.now, live, guard.guarded, budgetMs);
  stops.push(gc.stop);
  const sampler = createSampler(host, live);
  stops.push(sampler.stop);
  const interval = createBeatInterval(budgetMs);
  const heartbeat = createHeartbeat(live, gc, interval.milliseconds, host.now(), sendText);
  const follower = createPromiseFollower(
    host,
    live,
    probe,
    states.isPending,
    billed,
    budgetMs,
    options.stuckAfterMs,
  );
  stops.push(follower.stop);
  const timers = createTimerFollower(host, live, guard.guarded, states.isPending, {
    budgetMs,
    blockMs: options.blockMs,
  });
  stops.push(timers.stop);

  const hooks = createFirstHook(budgetMs, cpuMs(live), () => {
    follower.begin();
    timers.begin();
  });

  let lastTickMs = host.now();
  let lastSecondMs = host.now();
  const second = (nowMs: number) => {
    const elapsed = nowMs - lastSecondMs;
    lastSecondMs = nowMs;
    const { gcMs, costMs, perSecond } = gc.second(nowMs);
    const otherMs = ((spentMs + costMs) * 1000) / elapsed + timers.second(elapsed);
    spentMs = 0;
    const { created, hookMs, dropped, ...rest } = follower.second(nowMs, elapsed, otherMs);
    hooks.second(perSecond, cpuMs(live), elapsed, live.youngGenerationBytes());
    // First, so that the counts and the ages that are seen with this second are of this second.
    const report = follower.report(nowMs);
    if (report) send(report);
    const timersReport = timers.report();
    if (timersReport) send(timersReport);
    send({
      type: 'second',
      nowMs,
      time: live.wallClock(),
      ...sampler.read(nowMs, gcMs),
      promisesCreated: created,
      overheadPercent: (otherMs + (hookMs * 1000) / elapsed) / 10,
      ...rest,
      dropped: dropped + timers.dropped + guard.failures,
    });
    const was = interval.milliseconds;
    interval.second();
    if (interval.milliseconds !== was) startBeats();
  };
  /** With the beat that is nearest to it. */
  const isDue = (elapsedMs: number, periodMs: number) =>
    elapsedMs >= periodMs - interval.milliseconds / 2;
  const beat = guard.guarded(() => {
    const now = host.now();
    const cpu = heartbeat.beat(now, interval.milliseconds);
    interval.add(host.now() - now);
    try {
      timers.look();
      if (isDue(now - lastTickMs, tickMs)) {
        lastTickMs = now;
        follower.tick(now);
      }
      if (isDue(now - lastSecondMs, 1_000)) second(now);
    } finally {
      bill(now, cpu);
    }
  });
  let stopBeats: Stop = () => {};
  const startBeats = () => {
    stopBeats();
    stopBeats = host.every(interval.milliseconds, beat);
  };
  startBeats();
  stops.push(() => stopBeats());
  // In a turn of the loop. What runs here interrupts the target, maybe between Node's last look at the queue of
  // `process.nextTick` and its note that the queue is empty: a tick that is added in between is never run, nor is any
  // that follows. And where the process has an IPC channel, Node itself adds one for each new listener of `process`.
  const listen = guard.guarded(() => {
    stops.push(watchRejections(live, host.now, guard.guarded, send));
    const onExit = (code: unknown) => send({ type: 'exit', code: Number(code) });
    stops.push(live.onProcess('exit', guard.guarded(onExit)));
  });
  stops.push(live.after(0, listen));
  const stop = () => {
    for (const each of stops.splice(0)) guard.guarded(each)();
  };
  return {
    adopt: (lists) => follower.adopt(lists),
    stop,
    withdraw() {
      stop();
      guard.guarded(() => send({ type: 'withdrawn' }))();
    },
  };
}

/** The function that the inspector put into our realm. The global is taken away: nobody else is to find it. */
function takeBinding(name: string): (text: string) => void {
  const globals = globalThis as unknown as Record<string, unknown>;
  const binding = globals[name];
  delete globals[name];
  if (typeof binding !== 'function') throw new Error('the binding is missing');
  return binding as (text: string) => void;
}
