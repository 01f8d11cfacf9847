/**
 * The agent: runs inside the target. Evaluated in a V8 realm of its own with a microtask queue of its own,
 * so that nothing of the target's (`Promise`, `Error`, `Map`, ...) is used or changed, whatever the target
 * did to them, and so that probing finishes before `step` returns, even inside a busy loop.
 */
import type { LoopReading, ProbeProgress, ProbeReport } from '../../protocol/agent.ts';
import type { LiveAgentOptions } from '../../protocol/agent-live.ts';
import { AwaitProbe } from './await-probe.ts';
import { Collection } from './collection.ts';
import { FirstSeen } from './first-seen.ts';
import type { Host } from './host.ts';
import { type LiveAgent, startLive } from './live/live-agent.ts';
import type { LiveHost } from './live/live-host.ts';
import { LoopMeter } from './loop-meter.ts';
import { PromiseStates } from './promise-states.ts';
import { TurnMarks } from './turn-marks.ts';

/** What the inspector calls over CDP. Everything that is returned is plain data. */
export interface Agent {
  /** @param remember keep first-seen times, for the next collection of the same session */
  begin(remember: boolean): void;
  add(promises: readonly object[]): number;
  /** Until `closeIntake`, lists that are published on the channel are added: those of other V8 contexts. */
  openIntake(channel: string): void;
  closeIntake(): void;
  /** @param hideFrom the function that calls `runMicrotasks`: its frames and those inwards are not looked at */
  beginSlice(budgetMs: number, maxPromises: number, hideFrom: unknown): void;
  /** Runs what is queued, and nothing of the target's. */
  runMicrotasks(): void;
  /** To be called whatever happened since `beginSlice`. */
  endSlice(): void;
  progress(): ProbeProgress;
  /** Ends the collection and lets go of every promise. */
  report(): ProbeReport;
  /** Ends the collection without an answer. */
  abort(): void;
  startLoopMeter(): void;
  readLoopMeter(): LoopReading | null;
  startTurnMarks(): void;
  takeTurnMarks(): readonly number[];
  stopTurnMarks(): void;
  now(): number;
  /** What the live part needs of the target; then `startLive`. */
  openLive(live: LiveHost): void;
  /** Reports by itself from now on, through the binding. One at a time: it ends the one before. */
  startLive(options: LiveAgentOptions): void;
  stopLive(): void;
  /** The client is still there. Every other call says so too. */
  contact(): void;
  dispose(): void;
}

/**
 * Milliseconds between looks whether the client is still there, and how many silent ones in a row mean that
 * it is gone. Counted in ticks, not in time, since a blocked loop hears nobody.
 */
const watchIntervalMs = 2_500;
const silentTicks = 4;

/** @param openedByUs close the inspector if the client vanishes */
export function install(host: Host, openedByUs: boolean): Agent {
  const probe = new AwaitProbe();
  const states = new PromiseStates(host);
  const meter = new LoopMeter(host);
  const turns = new TurnMarks(host);
  let firstSeen = new FirstSeen();
  let collection: Collection | null = null;

  let liveHost: LiveHost | null = null;
  let live: LiveAgent | null = null;
  /** What the collection has been given, for the live part to follow. */
  let lists: (readonly object[])[] = [];
  let closeIntake = () => {};
  let silent = 0;

  const stopLive = () => {
    live?.stop();
    live = null;
  };
  const end = () => {
    collection = null;
    lists = [];
    closeIntake();
  };
  const clear = () => {
    stopLive();
    liveHost = null;
    end();
    firstSeen = new FirstSeen();
    meter.stop();
    turns.stop();
  };
  /** Held by the client's connection only: collected some time after that has ended. No function here refers to it. */
  let handle: WeakRef<Agent> | null = null;
  const look = () => {
    if (++silent < silentTicks) return;
    live?.withdraw();
    clear();
    if (!openedByUs) return stopWatching();
    // A client that is only stopped is still connected, and `close` would wait for it: that would stop the target.
    const connected = host.inspectorInUse() ?? handle?.deref() !== undefined;
    if (connected) return;
    stopWatching();
    host.closeInspector();
  };
  let watch: (() => void) | null = host.every(watchIntervalMs, look);
  const stopWatching = () => {
    watch?.();
    watch = null;
  };

  const contact = () => {
    silent = 0;
    // Somebody who was taken for gone is back.
    watch ??= host.every(watchIntervalMs, look);
  };
  const current = (): Collection => {
    contact();
    if (!collection) throw new Error('no collection has begun');
    return collection;
  };

  const agent: Agent = {
    begin(remember) {
      contact();
      lists = [];
      collection = new Collection(host, probe, states, remember ? firstSeen : null);
    },
    add(promises) {
      current().add(promises);
      if (live) lists.push(promises);
      return promises.length;
    },
    openIntake(channel) {
      closeIntake();
      const into = current();
      closeIntake = host.subscribe(channel, (list) => {
        into.add(list as readonly object[]);
        if (live) lists.push(list as readonly object[]);
      });
    },
    closeIntake: () => closeIntake(),
    beginSlice(budgetMs, maxPromises, hideFrom) {
      const slice = current();
      host.mutePromiseHooks();
      slice.queueSlice(budgetMs, maxPromises, hideFrom);
    },
    endSlice: host.restorePromiseHooks,
    progress: () => current().progress(),
    runMicrotasks: host.runMicrotasks,
    report() {
      const report = current().report();
      live?.adopt(lists);
      end();
      return report;
    },
    abort: end,
    startLoopMeter: () => meter.start(),
    readLoopMeter: () => meter.read(),
    startTurnMarks: () => turns.start(),
    takeTurnMarks: () => turns.take(),
    stopTurnMarks: () => turns.stop(),
    now: () => host.now(),
    openLive(given) {
      liveHost = given;
    },
    startLive(options) {
      silent = 0;
      if (!liveHost) throw new Error('the live part has no host');
      stopLive();
      live = startLive(host, liveHost, probe, states, options);
    },
    stopLive,
    contact,
    dispose() {
      clear();
      stopWatching();
    },
  };
  handle = new WeakRef(agent);
  return agent;
}
