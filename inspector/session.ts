/** An attached target, as the command line and the editor use it. */
import type { CpuRecording } from '../protocol/cpu-profile.ts';
import type { LoopState } from '../protocol/dump.ts';
import type { Disconnect } from '../protocol/live.ts';
import type { ObservedWorkers } from '../protocol/observations.ts';
import type { PendingTasks } from '../protocol/pending-tasks.ts';
import type { TargetInfo } from '../protocol/target-info.ts';
import type { Event } from './base/emitter.ts';
import type { RecordOptions } from './collect/record-cpu-profile.ts';
import type { LiveOptions, LiveSession } from './live/live-session.ts';

export type { Disconnect, LiveOptions, LiveSession, RecordOptions };

export interface PauseEstimate {
  /** Milliseconds for which the survey is expected to stop the target. */
  readonly pauseMs: number;
  readonly heapUsedBytes: number;
  /** V8 contexts to survey, each at the price of a pause. */
  readonly contexts: number;
}

export interface CollectionProgress {
  readonly phase: 'estimating' | 'survey' | 'probing' | 'deriving';
  /** 0 to 1. */
  readonly fraction: number;
}

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Limit for the estimated pause, in milliseconds. */
  readonly maxPauseMs: number;
  /** Asked when the estimate is above the limit. Without it, or on `false`, `collectPendingTasks` throws `refused`. */
  readonly confirmPause?: (estimate: PauseEstimate) => Promise<boolean>;
  readonly onProgress?: (progress: CollectionProgress) => void;
  /** Milliseconds after which a task counts as stuck: of its age, or of how long it has been watched. */
  readonly stuckAfterMs: number;
  /** Keep in the target when each promise was first seen, so that the next collection knows lower bounds of ages. */
  readonly remember: boolean;
}

/** @param tasks of the main thread, which may wait for a worker */
export type WorkersAsked = (tasks: PendingTasks) => Promise<ObservedWorkers>;

export interface Session {
  readonly info: TargetInfo;
  /** Milliseconds from the request to the first answer of the target. */
  readonly attachMs: number;
  /** Fires once when the target goes away by itself. Not after `detach`. */
  readonly onDidDisconnect: Event<Disconnect>;
  estimatePause(signal: AbortSignal): Promise<PauseEstimate>;
  /** Throws a `UserError`: `refused` (pause over the limit), `lost`, `cancelled`. One collection at a time: later calls wait. */
  collectPendingTasks(options: CollectOptions): Promise<PendingTasks>;
  /** Watches the loop for the given time; `null` when it did not turn. */
  measureLoop(milliseconds: number, signal: AbortSignal): Promise<LoopState | null>;
  /**
   * Asks the worker threads for a turn of their loops; not on Node 18, which would not always survive it.
   * @returns what tells how that went, after at least a second if one gives none, and leaves the threads
   */
  askWorkers(signal: AbortSignal): Promise<WorkersAsked>;
  /**
   * Records where the CPU time goes, and finds the long turns of the loop in it, also those that are over too soon to be
   * caught in the act. Throws a `UserError`: `usage` (length), `refused` (one is being recorded), `lost`, `cancelled`.
   */
  recordCpuProfile(options: RecordOptions): Promise<CpuRecording>;
  /**
   * Stays and reports as it happens, until `stop` or the end of this session. One at a time: it ends the one before.
   * Throws a `UserError` as `collectPendingTasks`, but not `refused`.
   */
  live(options: LiveOptions): Promise<LiveSession>;
  /** Removes everything from the target; closes the inspector if we opened it. Never throws; safe to call twice. */
  detach(): Promise<void>;
}
