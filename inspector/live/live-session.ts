/** A live session: listens to the agent, keeps what diagnoses need, and says what happens as it happens. */
import type { RawFrame } from '../../protocol/agent.ts';
import type {
  FollowedReport,
  RejectionReport,
  SecondReport,
  TimersReport,
} from '../../protocol/agent-live.ts';
import type { Finding } from '../../protocol/finding.ts';
import type { Frame } from '../../protocol/frame.ts';
import type {
  Block,
  Disconnect,
  LiveEvent,
  LiveSample,
  LiveTasks,
  StopOutcome,
} from '../../protocol/live.ts';
import type {
  LiveObservations,
  Observations,
  ObservedWorkers,
  Thresholds,
} from '../../protocol/observations.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import { abortable } from '../base/abort.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import type { AgentHandle } from '../collect/install-agent.ts';
import type { FramePlacer } from '../collect/place-frames.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';
import { toFrames } from '../derive/frames.ts';
import { diagnose as allDiagnoses } from '../diagnose/index.ts';
import type { CollectOptions } from '../session.ts';
import { AgentLink } from './agent-link.ts';
import { defaultBudgetPercent } from './budget.ts';
import { CurrentFindings, type TimedFinding } from './current-findings.ts';
import { FollowedStacks } from './followed-stacks.ts';
import type { HeartbeatSource } from './heartbeats.ts';
import { liveGroups } from './live-groups.ts';
import { LiveHistory } from './live-history.ts';
import { LostPromises } from './lost-promises.ts';
import { parseStack } from './parse-stack.ts';
import { TimerTable } from './timer-table.ts';

/** Where blocks come from, see blocks/block-watcher.ts. */
export interface BlockSource extends Disposable {
  readonly onBlock: Event<Block>;
  stopBlock(signal: AbortSignal): Promise<StopOutcome>;
}

/** What is known of the worker threads, see workers/worker-watch.ts. */
export interface WorkerSource extends Disposable {
  readonly observed: ObservedWorkers | null;
}

export interface LiveOptions {
  /** Percent of one core that the agent may take of the target; default 2. */
  readonly budgetPercent?: number;
  readonly thresholds: Thresholds;
  readonly onEvent: (event: LiveEvent) => void;
  /** For the start only. */
  readonly signal: AbortSignal;
  /**
   * How long a survey at the start may stop the target, and who is asked beyond that, as for `collectPendingTasks`.
   * Without it, or when it is refused, only tasks from after the start are seen. `maxPauseMs` defaults to 1 s.
   */
  readonly survey?:
    | ({ readonly maxPauseMs?: number } & Pick<CollectOptions, 'confirmPause'>)
    | null;
}

export interface LiveParts {
  readonly connection: CdpConnection;
  readonly agent: AgentHandle;
  readonly placer: FramePlacer;
  readonly log: Logger;
  readonly watchBlocks?: (beats: HeartbeatSource) => BlockSource;
  /** @param stacks those of the pending tasks, at any moment */
  readonly watchWorkers?: (stacks: () => readonly (readonly Frame[])[]) => WorkerSource;
  readonly diagnose?: (observations: Observations) => readonly Finding[];
}

export interface LiveSession {
  /** Everything that was observed so far; a snapshot. */
  observations(): Observations;
  /** Newest complete picture of what is pending. */
  readonly tasks: LiveTasks | null;
  /** Findings with their begin and end, oldest first. */
  readonly findings: readonly TimedFinding[];
  /** The beats of the target's loop. */
  readonly beats: HeartbeatSource;
  /**
   * Terminates the JavaScript that blocks the loop now, as if it had thrown what nothing can catch: no `catch` and no
   * `finally` of it runs, what it was to answer is never answered, what it had changed half-way stays so, an interval
   * whose run it is does not run again, and immediates that wait behind it are lost. To be confirmed by a person. A
   * native call is waited for; abort the signal to give up. The main module of a program is not stopped.
   */
  stopBlock(signal: AbortSignal): Promise<StopOutcome>;
  /** Ends it; the session stays attached. Never throws; safe to call twice. */
  stop(): Promise<void>;
}

/** Milliseconds that an expression of the source is waited for; without it the stacks are shown all the same. */
const placeTimeoutMs = 5_000;

/** Milliseconds from which on a block is diagnosed while it lasts: it may never end. Others are, when they are over. */
const lastingMs = 3_000;

/** Milliseconds for what `stop` asks of the target. */
const stopTimeoutMs = 2_000;

export async function startLive(parts: LiveParts, options: LiveOptions): Promise<RunningLive> {
  const live = new RunningLive(parts, options);
  await live.start();
  return live;
}

export class RunningLive implements LiveSession {
  readonly #parts: LiveParts;
  readonly #options: LiveOptions;
  readonly #link: AgentLink;
  readonly #store = new DisposableStore();
  readonly #blocks: BlockSource | null;
  readonly #workers: WorkerSource | null;
  readonly #history: LiveHistory;
  #stacks = new FollowedStacks();
  #lost = new LostPromises();
  #timers = new TimerTable();
  readonly #findings = new CurrentFindings();
  /** Reports are worked off in order: each numbers its frames on from the one before. */
  #queue: Promise<void> = Promise.resolve();
  #collected: PendingTasks | null = null;
  #lasting: Block | null = null;
  #lastSignature = '';
  #stopped: Promise<void> | null = null;
  readonly #onResumed = this.#store.add(new Emitter<void>());
  /** The agent follows nothing of what was pending before. */
  readonly onResumed = this.#onResumed.event;
  /** The code that the target said it exits with. */
  exitCode: number | null = null;
  tasks: LiveTasks | null = null;

  constructor(parts: LiveParts, options: LiveOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#history = new LiveHistory(Date.now());
    this.#link = this.#store.add(
      new AgentLink(parts.connection, parts.agent, () => performance.now()),
    );
    const link = this.#link;
    this.#store.add(link.onSecond((report) => this.#onSecond(report)));
    this.#store.add(link.onFollowed((report) => this.#enqueue(() => this.#onFollowed(report))));
    this.#store.add(link.onRejection((report) => this.#enqueue(() => this.#onRejection(report))));
    this.#store.add(link.onTimers((report) => this.#enqueue(() => this.#onTimers(report))));
    this.#store.add(link.beats.onWithdrawn(() => void this.#resume()));
    this.#store.add(link.onExit(({ code }) => void (this.exitCode = code)));
    const blocks = parts.watchBlocks?.(link.beats) ?? null;
    this.#blocks = blocks && this.#store.add(blocks);
    if (blocks) this.#store.add(blocks.onBlock((block) => this.#onBlock(block)));
    const workers = parts.watchWorkers?.(
      () => this.tasks?.groups.map(({ frames }) => frames) ?? [],
    );
    this.#workers = workers ? this.#store.add(workers) : null;
  }

  async start(): Promise<void> {
    try {
      await this.#startAgent();
    } catch (error) {
      this.#store.dispose();
      throw error;
    }
  }

  #startAgent(): Promise<void> {
    const { budgetPercent = defaultBudgetPercent, thresholds } = this.#options;
    return this.#link.start({ budgetPercent, ...thresholds });
  }

  /** This process was stopped, or the machine slept, and the agent took us for gone. What it numbered begins anew. */
  async #resume(): Promise<void> {
    const { log } = this.#parts;
    log.warn('live session: the target had not heard of us for long; what is followed begins anew');
    this.#enqueue(() => {
      this.#stacks = new FollowedStacks();
      this.#lost = new LostPromises();
      this.#timers = new TimerTable();
    });
    try {
      await this.#startAgent();
      this.#onResumed.fire();
    } catch (error) {
      log.warn(`live session: ${String(error)}`);
    }
  }

  get beats(): HeartbeatSource {
    return this.#link.beats;
  }

  get findings(): readonly TimedFinding[] {
    return this.#findings.list();
  }

  observations(): Observations {
    const live: LiveObservations = this.#history.observations(Date.now());
    const { thresholds } = this.#options;
    const workers = this.#workers?.observed ?? null;
    return { tasks: this.#collected, live, workers, thresholds };
  }

  /** A survey has been made: what it found is known to the agent, and to the diagnoses from here on. */
  collected(tasks: PendingTasks): void {
    this.#collected = tasks;
  }

  async stopBlock(signal: AbortSignal): Promise<StopOutcome> {
    return (await this.#blocks?.stopBlock(signal)) ?? 'over';
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#store.dispose();
    try {
      // A target that is blocked answers later; it is not waited for.
      await abortable(this.#link.stop(), AbortSignal.timeout(stopTimeoutMs));
    } catch (error) {
      this.#parts.log.debug(`live session: ${String(error)}`);
    }
  }

  /** The connection is gone, or will be: nothing more can be asked of the target. */
  detached(reason: Disconnect | null): void {
    this.#stopped ??= Promise.resolve();
    this.#store.dispose();
    this.#options.onEvent({ type: 'detached', reason });
  }

  #enqueue(work: () => Promise<void> | void): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#stopped) return;
      try {
        await work();
      } catch (error) {
        this.#parts.log.warn(`live session: ${String(error)}`);
      }
    });
  }

  #onSecond({ type: _type, nowMs, time: _time, ...measured }: SecondReport): void {
    const time = Date.now();
    // The loop has turned.
    this.#lasting = null;
    const sample: LiveSample = { time, ...measured };
    this.#history.addSample(sample);
    this.#options.onEvent({ type: 'sample', sample });
    this.#enqueue(() => {
      for (const lost of this.#lost.news(this.#stacks, time)) this.#history.addLost(lost);
      this.#showTasks(nowMs, time);
      this.#diagnose(time);
    });
  }

  async #onFollowed(report: FollowedReport): Promise<void> {
    this.#stacks.add(report, await this.#place(report.frames));
  }

  #showTasks(nowMs: number, time: number): void {
    const { stuckAfterMs } = this.#options.thresholds;
    const observed = liveGroups(this.#stacks, nowMs, stuckAfterMs);
    this.#history.addGroups(observed, time);
    const groups = observed.groups.map(({ group }) => group);
    // Ages grow by themselves: only what else changes is news.
    const signature = JSON.stringify(
      groups.map(({ id, count, state, departed }) => [id, count, state, departed]),
    );
    this.tasks = { time, groups };
    if (signature === this.#lastSignature) return;
    this.#lastSignature = signature;
    this.#options.onEvent({ type: 'tasks', tasks: this.tasks });
  }

  async #onRejection({ message, stack }: RejectionReport): Promise<void> {
    const raw = stack === null ? [] : parseStack(stack);
    const placed = await this.#place(raw);
    this.#history.addRejection({ time: Date.now(), message, frames: toFrames(placed) });
  }

  async #onTimers(report: TimersReport): Promise<void> {
    this.#timers.add(report, await this.#place(report.frames));
    this.#history.timers = this.#timers.sites();
  }

  /** Without the sources where they cannot be had in time: frames are numbered, so none may be left out. */
  async #place(frames: readonly RawFrame[]): Promise<readonly PlacedFrame[]> {
    try {
      return await this.#parts.placer.place(frames, AbortSignal.timeout(placeTimeoutMs));
    } catch (error) {
      this.#parts.log.warn(`live session: no sources: ${String(error)}`);
      return frames.map(unplaced);
    }
  }

  #onBlock(block: Block): void {
    this.#history.addBlock(block);
    // Inside a native call there is no stack yet, and little to say.
    const isTold = block.ongoing && block.durationMs >= lastingMs && block.frames.length > 0;
    this.#lasting = isTold ? block : null;
    if (this.#lasting) this.#enqueue(() => this.#diagnose(Date.now()));
    this.#options.onEvent({ type: 'block', block });
  }

  #diagnose(time: number): void {
    const { diagnose = allDiagnoses } = this.#parts;
    const observed = this.observations();
    const { live } = observed;
    const all =
      live && this.#lasting
        ? { ...observed, live: { ...live, blocks: [...live.blocks, this.#lasting] } }
        : observed;
    const fresh = this.#findings.update(diagnose(all), time);
    for (const finding of fresh) this.#options.onEvent({ type: 'finding', finding });
  }
}

function unplaced(raw: RawFrame): PlacedFrame {
  const { file, line, column } = raw;
  const location = { file, line, column };
  return { raw, location, generated: null, awaits: null, awaitsAsyncFunction: false };
}
