/** A session: serializes what is asked of the target, and leaves it as it was found. */
import type { LoopReading } from '../../protocol/agent.ts';
import type { CpuRecording } from '../../protocol/cpu-profile.ts';
import type { LoopState } from '../../protocol/dump.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { abortable, delay } from '../base/abort.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import { UserError } from '../base/user-error.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { evaluateValue, objectGroup } from '../cdp/evaluate.ts';
import { closeInspector } from '../collect/bootstrap.ts';
import type { AgentHandle } from '../collect/install-agent.ts';
import { PendingTasksCollector } from '../collect/pending-tasks-collector.ts';
import { FramePlacer } from '../collect/place-frames.ts';
import { type RecordOptions, recordCpuProfile } from '../collect/record-cpu-profile.ts';
import { watchBlocks } from '../live/blocks/watch-blocks.ts';
import {
  type LiveOptions,
  type LiveParts,
  type RunningLive,
  startLive,
} from '../live/live-session.ts';
import { observedWorkers } from '../live/workers/observe-workers.ts';
import { canAskWorkers, WorkerLook } from '../live/workers/worker-look.ts';
import { WorkerWatch } from '../live/workers/worker-watch.ts';
import type {
  CollectOptions,
  Disconnect,
  LiveSession,
  PauseEstimate,
  Session,
  WorkersAsked,
} from '../session.ts';
import type { PathMapping } from '../source-maps/path-mapping.ts';
import { whyDisconnected } from './disconnect.ts';
import type { Endpoint } from './open-endpoint.ts';
import { hasOtherClients } from './other-clients.ts';

/** Milliseconds between signs of life: the agent removes itself after ten seconds without one. */
const contactIntervalMs = 2_500;
/** Milliseconds that a survey may stop the target when nothing else was asked for. */
const defaultPauseMs = 1_000;
/** Milliseconds that the loop of a worker thread has for a turn. */
const workerTurnMs = 1_000;
/** Milliseconds that detach waits for a target that may be blocked. */
const detachTimeoutMs = 2_000;

export interface SessionParts {
  readonly endpoint: Endpoint;
  readonly connection: CdpConnection;
  readonly agent: AgentHandle;
  readonly info: TargetInfo;
  readonly attachMs: number;
  readonly log: Logger;
  readonly pathMapping?: readonly PathMapping[];
}

export class TargetSession implements Session {
  readonly info: TargetInfo;
  readonly attachMs: number;
  readonly #parts: SessionParts;
  readonly #collector: PendingTasksCollector;
  readonly #disconnected = new Emitter<Disconnect>();
  /** Aborted when the target is gone or left. */
  readonly #over = new AbortController();
  readonly #contact: NodeJS.Timeout;
  #queue: Promise<unknown> = Promise.resolve();
  #detached: Promise<void> | null = null;
  #live: RunningLive | null = null;
  #exiting = false;
  #recording = false;
  /** Collections under way: what holds up the loop meanwhile is ours. */
  #ownWork = 0;
  #lastOwnWork = Number.NEGATIVE_INFINITY;
  readonly onDidDisconnect = this.#disconnected.event;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.info = parts.info;
    this.attachMs = parts.attachMs;
    this.#collector = new PendingTasksCollector({
      ...parts,
      isRecording: () => this.#recording,
    });
    this.#contact = setInterval(() => {
      parts.agent.call('contact').catch(() => {});
    }, contactIntervalMs);
    this.#contact.unref();
    parts.connection.onDidClose(() => void this.#lost());
    parts.connection.on('NodeRuntime.waitingForDisconnect', () => {
      this.#exiting = true;
      void parts.connection.close().then(() => this.#lost());
    });
  }

  estimatePause(signal: AbortSignal): Promise<PauseEstimate> {
    return abortable(this.#collector.estimatePause(), signal);
  }

  collectPendingTasks(options: CollectOptions): Promise<PendingTasks> {
    return this.#inTurn(options.signal, () => this.#collect(options));
  }

  async #collect(options: CollectOptions): Promise<PendingTasks> {
    this.#ownWork++;
    const tasks = await this.#collector.collect(options).finally(() => {
      this.#ownWork--;
      this.#lastOwnWork = performance.now();
    });
    this.#live?.collected(tasks);
    return tasks;
  }

  async live(options: LiveOptions): Promise<LiveSession> {
    const { signal, survey = {}, thresholds } = options;
    await this.#live?.stop();
    const { connection, agent, log } = this.#parts;
    const placer = this.#placer();
    const watched = {
      connection,
      placer,
      localPid: this.#parts.endpoint.pid,
      thresholdMs: options.thresholds.blockMs,
      lastOwnWork: () => (this.#ownWork > 0 ? performance.now() : this.#lastOwnWork),
    };
    const parts: LiveParts = {
      connection,
      agent,
      placer,
      log,
      watchBlocks: (beats) => watchBlocks(watched, beats),
      ...(canAskWorkers(this.info.node)
        ? {
            watchWorkers: (stacks) => new WorkerWatch({ connection, placer, log, stacks }),
          }
        : {}),
    };
    const live = await abortable(startLive(parts, options), signal);
    this.#live = live;
    const { stuckAfterMs } = thresholds;
    const { maxPauseMs = defaultPauseMs, confirmPause } = survey ?? {};
    if (survey === null) return live;
    const surveying = { stuckAfterMs, maxPauseMs, remember: true };
    live.onResumed(() => {
      this.collectPendingTasks({ ...surveying, signal: this.#over.signal }).catch((error) =>
        log.warn(`no survey: ${String(error)}`),
      );
    });
    try {
      await this.collectPendingTasks({
        ...surveying,
        signal,
        ...(confirmPause ? { confirmPause } : {}),
      });
    } catch (error) {
      if (!(error instanceof UserError && error.kind === 'refused')) {
        await live.stop();
        throw error;
      }
      log.warn(`no survey: ${error.message}`);
    }
    return live;
  }

  async measureLoop(milliseconds: number, signal: AbortSignal): Promise<LoopState | null> {
    const { agent } = this.#parts;
    await abortable(agent.call('startLoopMeter'), signal);
    await delay(milliseconds, signal);
    const reading = await abortable(agent.call<LoopReading | null>('readLoopMeter'), signal);
    if (!reading?.turned) return null;
    const { p50Ms, p99Ms, maxMs, utilization } = reading;
    return { lagMs: { p50: p50Ms, p99: p99Ms, max: maxMs }, utilization };
  }

  async askWorkers(signal: AbortSignal): Promise<WorkersAsked> {
    if (!canAskWorkers(this.info.node)) return async () => ({ loops: [], users: [] });
    const look = await abortable(WorkerLook.begin(this.#parts.connection), signal);
    const begun = performance.now();
    return async ({ groups }) => {
      try {
        const placer = this.#placer();
        if (look.waits)
          await delay(Math.max(0, workerTurnMs - (performance.now() - begun)), signal);
        const loops = await abortable(look.loops(placer, signal), signal);
        const stacks = groups.map(({ frames }) => frames);
        return await observedWorkers(loops, stacks, placer, signal);
      } finally {
        await look.end();
      }
    };
  }

  async recordCpuProfile(options: RecordOptions): Promise<CpuRecording> {
    if (this.#recording) {
      throw new UserError('refused', 'A CPU profile is being recorded already: wait for its end.');
    }
    this.#recording = true;
    const { connection, agent } = this.#parts;
    const signal = AbortSignal.any([options.signal, this.#over.signal]);
    try {
      const target = { connection, agent, placer: this.#placer() };
      return await recordCpuProfile(target, { ...options, signal });
    } finally {
      this.#recording = false;
    }
  }

  #placer(): FramePlacer {
    const { connection, log, pathMapping = [], info } = this.#parts;
    const roots = info.cwd === '' ? [] : [info.cwd];
    return new FramePlacer(connection, pathMapping, roots, log);
  }

  detach(): Promise<void> {
    this.#detached ??= this.#leave();
    return this.#detached;
  }

  /** One at a time: two surveys at once would stop the target twice as long. */
  #inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#queue = turn.catch(() => {});
    return abortable(turn, signal);
  }

  async #leave(): Promise<void> {
    clearInterval(this.#contact);
    this.#disconnected.dispose();
    this.#over.abort(new UserError('cancelled', 'Detached.'));
    const { connection, agent, endpoint, log } = this.#parts;
    this.#live?.detached(null);
    try {
      await abortable(
        this.#clearTarget(agent, connection, endpoint),
        AbortSignal.timeout(detachTimeoutMs),
      );
    } catch (error) {
      // What was sent is still served when a blocked target comes back; the rest ends with the connection.
      log.debug(`detach of ${this.info.pid} is not complete yet: ${String(error)}`);
    }
    await connection.close();
  }

  async #clearTarget(
    agent: AgentHandle,
    connection: CdpConnection,
    endpoint: Endpoint,
  ): Promise<void> {
    const close = endpoint.openedByUs && !(await hasOtherClients(endpoint));
    // Sent without waiting in between: a blocked target serves all of it when it comes back.
    const sent: Promise<unknown>[] = [
      agent.call('dispose'),
      connection.send('Runtime.releaseObjectGroup', { objectGroup }),
    ];
    if (close) {
      // V8 keeps the last 1,000 lines that were logged, with their objects, and would do so for good.
      sent.push(connection.send('Runtime.discardConsoleEntries'));
      sent.push(evaluateValue(connection, closeInspector));
    }
    if (!close && endpoint.openedByUs) {
      this.#parts.log.warn(`the inspector of ${this.info.pid} stays open: another client uses it`);
    }
    // The program stands still until its inspector has closed.
    const hurry = connection.hurry();
    // Answers may get lost with the connection that the last request ends.
    await Promise.allSettled(sent);
    hurry.dispose();
  }

  async #lost(): Promise<void> {
    if (this.#detached) return;
    clearInterval(this.#contact);
    this.#detached = Promise.resolve();
    this.#over.abort(new UserError('lost', 'The connection to the target has ended.'));
    const farewell = { exiting: this.#exiting, code: this.#live?.exitCode ?? null };
    const reason = await whyDisconnected(this.info, this.#parts.endpoint, farewell);
    this.#live?.detached(reason);
    this.#disconnected.fire(reason);
    this.#disconnected.dispose();
  }
}
