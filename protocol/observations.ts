/** What diagnoses may know: facts that were collected, over the time of a live session. Plain data; can be saved. */
import type { Frame } from './frame.ts';
import type { Block, LiveSample, LiveTaskGroup } from './live.ts';
import type { Location } from './location.ts';
import type { PendingTasks } from './pending-tasks.ts';

/** One reading of a group of tasks. */
export interface GroupReading {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly count: number;
  /** Milliseconds; `null` when all of them began before the attach. */
  readonly oldestAgeMs: number | null;
  /** Tasks that settled or were lost, since the attach. */
  readonly settled: number;
  readonly lost: number;
  /** Of `count`, those known to have waited here for longer than the stuck threshold; absent when not counted. */
  readonly stuck?: number;
}

/** How long the promises of a group were pending that have settled since the attach, in milliseconds. */
export interface SettleTimes {
  readonly samples: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * A group over time, oldest reading first; once a second, thinned out for long sessions. A group that becomes empty
 * gets a reading with a count of 0: between readings the last one counts.
 */
export interface GroupHistory {
  readonly group: LiveTaskGroup;
  readonly readings: readonly GroupReading[];
  readonly settleTimes?: SettleTimes;
}

/** A block with what the source says at its place. */
export interface ObservedBlock extends Block {
  /** The source from the position of the program's innermost frame on, such as `JSON.parse(body)`; at most a line. */
  readonly sourceText?: string | null;
  /** A native call that held the loop and had just returned when the stack was taken, read from the source. */
  readonly returned?: ReturnedCall | null;
}

export interface ReturnedCall {
  /** `JSON.parse`. */
  readonly name: string;
  readonly location: Location;
  /** The function that makes the call. */
  readonly function: string;
  /** False when that function has returned as well, so that it is known by its name only. */
  readonly onStack: boolean;
}

/** A promise that was collected while pending. */
export interface LostContinuation {
  readonly time: number;
  /** The group that it belonged to. */
  readonly group: LiveTaskGroup;
  /** How long it had been followed, in milliseconds. */
  readonly followedMs: number;
  /** True when every settling was watched, so that it cannot have settled unseen. */
  readonly proven: boolean;
}

/** An unhandled rejection, with the async chain as V8 knows it, innermost first. */
export interface UnhandledRejection {
  readonly time: number;
  readonly message: string;
  readonly frames: readonly Frame[];
}

/** Timers of one kind that were created at one place, over the session. */
export interface TimerSite {
  readonly kind: 'timeout' | 'interval' | 'immediate';
  /** Where they are created, innermost first. */
  readonly frames: readonly Frame[];
  /** The delay that was asked for, in milliseconds; 0 for immediates. */
  readonly delayMs: number;
  readonly fired: number;
  /** Lateness of the firings: actual minus asked-for time, in milliseconds. */
  readonly lateMs: { readonly median: number; readonly max: number };
  /** Firings that were late by more than the block threshold, newest last. */
  readonly lateFirings: readonly { readonly time: number; readonly lateMs: number }[];
  /** For intervals: milliseconds between the starts of successive runs (median). */
  readonly periodMs: number | null;
  /** For intervals with an async callback: runs that were still going on when the next one began. */
  readonly overlaps: number;
}

/** The event loop of one worker thread, which was asked for a turn. */
export interface WorkerLoop {
  /** As `worker_threads` counts them. */
  readonly threadId: number;
  /** The option `name`; empty when it has none. */
  readonly name: string;
  /** Of its script; `null` for a worker that runs a text. */
  readonly file: string | null;
  /** For how long it has given no turn, at least, in milliseconds; `null` when it gave one. */
  readonly stalledMs: number | null;
  /** What it does instead: waits in `Atomics.wait`, runs JavaScript, or is inside a native call. */
  readonly doing: 'waits' | 'computes' | 'native' | null;
  /** Where it is, innermost first; empty when it turns, and inside a native call. */
  readonly frames: readonly Frame[];
}

export interface ObservedWorkers {
  readonly loops: readonly WorkerLoop[];
  /** Files on the stacks of pending tasks that use worker threads, or import what does. */
  readonly users: readonly string[];
}

export interface Thresholds {
  readonly stuckAfterMs: number;
  readonly blockMs: number;
}

/** All of it. A dump has `tasks` only. */
export interface Observations {
  readonly tasks: PendingTasks | null;
  readonly live: LiveObservations | null;
  /** Absent or `null` when none were asked. */
  readonly workers?: ObservedWorkers | null;
  readonly thresholds: Thresholds;
}

export interface LiveObservations {
  readonly attachedAt: number;
  readonly now: number;
  /**
   * When the first survey of this session was done: from then on tasks that began before the attach are counted too.
   * `null`: none yet. Absent: at the attach, if `tasks` is there.
   */
  readonly surveyedAt?: number | null;
  /** Once a second, oldest first; at most an hour. */
  readonly samples: readonly LiveSample[];
  /** Finished blocks, oldest first. */
  readonly blocks: readonly ObservedBlock[];
  readonly groups: readonly GroupHistory[];
  readonly lost: readonly LostContinuation[];
  readonly rejections: readonly UnhandledRejection[];
  readonly timers: readonly TimerSite[];
}
