/**
 * Watches the beats of a target and reports its blocks: while they last, and when they are over.
 *
 * An overdue beat is the only reason to enable the debugger, so the cost is paid while the target is blocked anyway.
 */
import type { LateBeat } from '../../../protocol/agent-live.ts';
import type { StopOutcome } from '../../../protocol/live.ts';
import type { ObservedBlock } from '../../../protocol/observations.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { CdpConnection } from '../../cdp/connection.ts';
import type { ArrivedBeat, HeartbeatSource } from '../heartbeats.ts';
import type { BlockFacts } from './block-facts.ts';
import { cpuTimeOf, tellCause } from './cause.ts';
import { MainThreadCpu } from './main-thread-cpu.ts';
import type { QueuedJobs } from './queued-jobs.ts';
import {
  type CapturedFrame,
  type CapturedStack,
  captureStack,
  isNodesOwn,
  showsTurn,
} from './stack-capture.ts';
import { stopBlock } from './stop-block.ts';
import { readMainThread } from './thread-stat.ts';
import { ThreadStateSampler } from './thread-states.ts';

export interface BlockWatcherParts {
  readonly connection: CdpConnection;
  readonly beats: HeartbeatSource;
  /** Places the frames of the debugger: source maps, internal or not. */
  readonly place: (stack: TakenStack) => Promise<PlacedStack>;
  readonly jobs: QueuedJobs;
  /** The target's process on this machine, if it is on this machine. */
  readonly localPid: number | null;
  readonly thresholdMs: number;
  /**
   * When a survey of ours was last at work in the target, on the client's clock: what it holds up is no block of the
   * program's. `-Infinity`: never; now, while it lasts.
   */
  readonly lastOwnWork: () => number;
  /** The client's monotonic clock, in milliseconds. */
  readonly now: () => number;
}

export type TakenStack = CapturedStack & { readonly kind: 'stack' };

export type PlacedStack = Required<Pick<ObservedBlock, 'frames' | 'sourceText' | 'returned'>>;

/** Share of the threshold after which an overdue beat is looked into: the pause takes some 60 ms to land. */
const lookAfter = 0.6;
/** Milliseconds between two looks at the clock and the thread's state, while a beat is overdue. */
const tickMs = 10;
/** Milliseconds from the end of one stack capture to the next: a loop that blocks all the time stays affordable. */
const restMs = 500;
/** At one block, while only Node's own code is met. */
const mostLooks = 4;
/** Milliseconds between two questions whether the job queues are worked off. */
const jobsMs = 50;
/** Milliseconds of a block that lasts, after which its jobs are asked, and from one such question to the next. */
const askJobsMs = 2_000;
/** Milliseconds from the start of the agent to its first beat, on a machine that does other things as well. */
const firstBeatMs = 1_000;
/** Milliseconds behind work of ours in which a late beat is no news: the target has much to make up for. */
const afterOwnWorkMs = 500;
/** Milliseconds between two reports of a block that lasts. */
const reportMs = 500;

interface Running {
  readonly id: number;
  readonly lastBeat: ArrivedBeat;
  readonly states: ThreadStateSampler;
  readonly end: () => void;
  readonly over: Promise<void>;
  captured: Promise<void> | null;
  stack: readonly CapturedFrame[] | null;
  /** Stacks that have been taken. */
  looks: number;
  /** Milliseconds from the last beat to when the stack was taken. */
  landedMs: number;
  /** See `TakenStack`. */
  heldMs: number;
  placed: PlacedStack;
  /** When to queue the next jobs; `null` before the stack is known. */
  nextJobsMs: number | null;
  pausedByOthers: boolean;
  /** See `QueuedJobs`; false until it is known. */
  jobsRan: boolean;
  askedJobsMs: number;
  reportedMs: number;
  /** Whether anybody was told. */
  reported: boolean;
}

type Measured = Pick<BlockFacts, 'durationMs' | 'late' | 'mainThreadMs' | 'jobsRan'>;

export class BlockWatcher implements Disposable {
  readonly #parts: BlockWatcherParts;
  readonly #store = new DisposableStore();
  readonly #block = new Emitter<ObservedBlock>();
  readonly #cpu: MainThreadCpu;
  readonly onBlock = this.#block.event;
  #lastBeat: ArrivedBeat | null = null;
  #running: Running | null = null;
  #ended: Running | null = null;
  /** How long it was, as seen from here, without work of ours. */
  #lastedMs = 0;
  #nextId = 1;
  #restUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is due, on the client's clock. */
  #dueMs = 0;

  constructor(parts: BlockWatcherParts) {
    this.#parts = parts;
    this.#cpu = new MainThreadCpu(() => readMainThread(parts.localPid)?.cpuMs ?? null);
    this.#store.add(parts.beats.onBeat((beat) => this.#onBeat(beat)));
    this.#store.add(parts.beats.onLate((late) => void this.#onLate(late)));
    this.#store.add(parts.beats.onWithdrawn(() => this.#forget()));
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
    // A loop that does not turn from the start on has no beat to be measured from.
    const arrivedMs = parts.now() + firstBeatMs;
    this.#lastBeat = { ...noBeat, time: Date.now(), arrivedMs };
    this.#tickAt(arrivedMs + lookAfter * parts.thresholdMs);
  }

  /** What goes on is not known until the next beat. */
  #forget(): void {
    clearTimeout(this.#timer);
    this.#lastBeat = null;
    this.#cpu.forget();
    this.#running?.end();
    this.#running = null;
    this.#parts.jobs.forget();
  }

  /** Each beat puts it off, so that nothing wakes this process while all is well. */
  #tickAt(dueMs: number): void {
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => this.#tick(), dueMs - this.#parts.now());
  }

  #tick(): void {
    const now = this.#parts.now();
    const clientStalled = now - this.#dueMs > 2 * tickMs;
    this.#tickAt(now + tickMs);
    // If this process did not run, beats wait in its socket: it is not the target that is late.
    if (!this.#lastBeat || clientStalled) return;
    const durationMs = now - this.#since(this.#lastBeat);
    if (durationMs < lookAfter * this.#parts.thresholdMs) return;
    this.#running ??= this.#begin(this.#lastBeat);
    this.#running.states.sample();
    if (!this.#running.captured && now >= this.#restUntil) this.#capture(this.#running);
    this.#queueJobs(this.#running, now);
    this.#askJobs(this.#running, durationMs);
    if (durationMs >= this.#running.reportedMs) {
      this.#running.reportedMs = durationMs + reportMs;
      const { jobsRan } = this.#running;
      this.#report(this.#running, { durationMs, late: null, mainThreadMs: null, jobsRan });
    }
  }

  /** From when on the program holds up its loop: since the last beat, or since we have left it alone. */
  #since({ arrivedMs }: ArrivedBeat): number {
    return Math.max(arrivedMs, this.#parts.lastOwnWork() + afterOwnWorkMs);
  }

  #begin(lastBeat: ArrivedBeat): Running {
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    return {
      id: this.#nextId++,
      lastBeat,
      states: new ThreadStateSampler(this.#parts.localPid),
      end,
      over,
      captured: null,
      stack: null,
      looks: 0,
      landedMs: 0,
      heldMs: 0,
      placed: notPlaced,
      nextJobsMs: null,
      pausedByOthers: false,
      jobsRan: false,
      askedJobsMs: 0,
      reportedMs: this.#parts.thresholdMs,
      reported: false,
    };
  }

  #capture(running: Running): void {
    const capturing = captureStack(this.#parts.connection, running.over);
    if (capturing)
      running.captured = capturing.then((captured) => this.#onCaptured(running, captured));
  }

  /** Again and again, while the block lasts: see `QueuedJobs`. */
  #queueJobs(running: Running, now: number): void {
    if (running.nextJobsMs === null || now < running.nextJobsMs) return;
    running.nextJobsMs = now + jobsMs;
    this.#parts.jobs.queue().catch(() => {});
  }

  /** What lasts for long may never end: then it is told what it is while it lasts. */
  #askJobs(running: Running, durationMs: number): void {
    if (running.stack === null || durationMs < running.askedJobsMs + askJobsMs) return;
    running.askedJobsMs = durationMs;
    this.#parts.jobs.ranSoFar().then(
      (ran) => {
        running.jobsRan = ran === true;
      },
      () => {},
    );
  }

  async #onCaptured(running: Running, captured: CapturedStack): Promise<void> {
    this.#restUntil = this.#parts.now() + restMs;
    if (captured.kind === 'paused-by-others') running.pausedByOthers = true;
    if (captured.kind !== 'stack') return;
    const stack = captured.frames;
    if (showsTurn(stack)) return;
    // The next look may meet the program itself.
    if (isNodesOwn(stack) && ++running.looks < mostLooks) {
      running.captured = null;
      this.#restUntil = this.#parts.now() + tickMs;
    }
    running.stack = stack;
    running.heldMs = captured.heldMs;
    running.landedMs = this.#parts.now() - running.lastBeat.arrivedMs;
    running.nextJobsMs = 0;
    running.placed = await this.#parts.place(captured).catch(() => notPlaced);
  }

  #onBeat(beat: ArrivedBeat): void {
    this.#lastBeat = beat;
    this.#cpu.beat(beat.sequence, this.#parts.now());
    this.#tickAt(beat.arrivedMs + beat.intervalMs + lookAfter * this.#parts.thresholdMs);
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    running.end();
    this.#lastedMs = beat.arrivedMs - this.#since(running.lastBeat);
    // What the target measured follows with the next beat.
    this.#ended = beat.lateMs > 0 ? running : null;
  }

  async #onLate(late: LateBeat): Promise<void> {
    const ended = this.#ended;
    const lastedMs = this.#lastedMs;
    this.#ended = null;
    const mainThreadMs = this.#cpu.within(late);
    if (late.durationMs < this.#parts.thresholdMs) return this.#parts.jobs.forget();
    // The report comes a beat after the end.
    const beatMs = this.#lastBeat?.intervalMs ?? 0;
    const began = this.#parts.now() - late.durationMs - 2 * beatMs;
    const isOurs = this.#parts.lastOwnWork() >= began;
    // It went on for long behind our own work: then it is the program's.
    if (isOurs && !ended?.reported) return this.#parts.jobs.forget();
    const durationMs = isOurs ? Math.min(late.durationMs, lastedMs) : late.durationMs;
    const block =
      ended ??
      this.#begin({
        ...late,
        type: 'beat',
        nowMs: late.beganMs,
        cpuMs: 0,
        lateMs: 0,
        intervalMs: beatMs,
        arrivedMs: 0,
      });
    await block.captured;
    // At the end of one long turn the queues are worked off as well.
    const end = late.beganMs + late.durationMs;
    const jobsRan = await this.#parts.jobs.ran(end).catch(() => null);
    this.#report(block, { durationMs, late, mainThreadMs, jobsRan });
  }

  #report(running: Running, measured: Measured): void {
    const { durationMs, late } = measured;
    const facts: BlockFacts = {
      ...measured,
      thresholdMs: this.#parts.thresholdMs,
      stack: running.stack,
      states: running.states.states(),
      pausedByOthers: running.pausedByOthers,
      sourceText: running.placed.sourceText,
    };
    const { cause, missing } = tellCause(facts);
    running.reported = true;
    this.#block.fire({
      id: running.id,
      time: late?.time ?? running.lastBeat.time,
      durationMs,
      ongoing: late === null,
      cause,
      cpuMs: cpuTimeOf(facts),
      gcMs: late?.gcMs ?? null,
      ...running.placed,
      returned: late && endedBy(running, late.durationMs) ? running.placed.returned : null,
      missing,
    });
  }

  /** See `LiveSession.stopBlock`. */
  async stopBlock(signal: AbortSignal): Promise<StopOutcome> {
    const running = this.#running;
    if (!running) return 'over';
    const lasts = () => this.#running === running;
    return stopBlock(this.#parts.connection, { over: running.over, lasts }, signal);
  }

  /** Leaves nothing behind: a capture that is under way resumes the target and turns the debugger off. */
  dispose(): void {
    this.#running?.end();
    this.#store.dispose();
    this.#parts.jobs.forget();
    this.#block.dispose();
  }
}

/** What goes on for long after the stack was taken is not held by what had returned then. */
function endedBy({ landedMs, heldMs }: Running, durationMs: number): boolean {
  return durationMs - landedMs <= heldMs;
}

const noBeat = {
  type: 'beat',
  sequence: 0,
  nowMs: 0,
  cpuMs: 0,
  lateMs: 0,
  intervalMs: 0,
} as const;
const notPlaced: PlacedStack = { frames: [], sourceText: null, returned: null };
