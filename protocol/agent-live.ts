/** What the agent tells a live session by itself, as it happens: JSON through a binding of the inspector. */
import type { RawFrame } from './agent.ts';
import type { AgeSpread, PromiseSampling, SettleTimes } from './live.ts';

/**
 * The loop of the target has turned. Sent by an unref'd timer in the target, about `intervalMs` apart.
 * Times ending in `Ms` are milliseconds; `nowMs` and `beganMs` are on the target's monotonic clock
 * (`performance.now`), which does not jump; `time` is epoch milliseconds on its wall clock, which may.
 */
export interface Heartbeat {
  readonly type: 'beat';
  /** Counts up from 1; a gap means that messages were lost. */
  readonly sequence: number;
  readonly nowMs: number;
  readonly time: number;
  /** CPU time of the whole process so far, user and system. */
  readonly cpuMs: number;
  /** Actual minus expected distance to the beat before. When above `lateAfterMs`, a `LateBeat` follows. */
  readonly lateMs: number;
  /** To the next beat of a loop that turns freely: the agent beats less often where a beat is dear. */
  readonly intervalMs: number;
}

/**
 * What is known of the time before a late beat. It comes just before the next beat, because Node reports garbage
 * collections only some turns of the loop later. Everything is the target's own measurement.
 */
export interface LateBeat {
  readonly type: 'late';
  /** That of the `Heartbeat` that was late. */
  readonly sequence: number;
  /** When the block began: the beat before, plus the time for which the loop was idle since. */
  readonly beganMs: number;
  /** The same on the target's wall clock. */
  readonly time: number;
  /** From `beganMs` to the late beat: the loop's busy time, at most one beat interval too long. */
  readonly durationMs: number;
  /** CPU time of the whole process, of all threads, from the beat before to the late one. */
  readonly userMs: number;
  readonly systemMs: number;
  /** CPU time of the main thread alone; `null` where Node does not tell (before 23.9). */
  readonly mainThreadMs: number | null;
  /** Time in garbage collection within the block, as far as it stopped JavaScript; `null` when not observed. */
  readonly gcMs: number | null;
  /** How often the process gave up the CPU by waiting, and how often it was taken away. */
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  /** Pages that had to be read from disk, and blocks that were read by system calls. */
  readonly majorFaults: number;
  readonly blocksRead: number;
  /** Turns of the loop between the two beats; `null` where Node does not count them (before 22.8 and 20.18). */
  readonly loopTurns: number | null;
}

/** Lateness from which on a `LateBeat` follows: below any sensible threshold for blocks. */
export const lateAfterMs = 40;

/** What the target measured of itself in about a second. Sent once a second. */
export interface SecondReport {
  readonly type: 'second';
  readonly nowMs: number;
  readonly time: number;
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly utilization: number;
  readonly cpuPercent: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly rssBytes: number;
  readonly gcMs: number;
  readonly loopTurns: number | null;
  readonly handles: Readonly<Record<string, number>>;
  readonly promisesCreated: number | null;
  readonly pending: number;
  readonly overheadPercent: number;
  readonly sampling: PromiseSampling;
  readonly dropped: number;
}

/**
 * The promises that are followed, by await stack. Frames and nodes are numbered as in `StackTrie`; each report brings
 * those that are new since the one before, and all counts anew.
 */
export interface FollowedReport {
  readonly type: 'followed';
  readonly nowMs: number;
  readonly frames: readonly RawFrame[];
  /** Parent and frame of each new node, alternating. */
  readonly nodes: readonly number[];
  readonly counts: readonly NodeCount[];
  /** True when every promise that has been pending for half a second is among those with `exact` counts. */
  readonly complete: boolean;
}

/** Promises whose await stack is exactly one node. */
export interface NodeCount {
  readonly node: number;
  /** False: scaled up from a sample. */
  readonly exact: boolean;
  readonly pending: number;
  /** Promises that the number is made of: equal to `pending` when exact. */
  readonly samples: number;
  /** Of `pending`, those that have been seen pending for longer than `stuckAfterMs`. */
  readonly stuck: number;
  /** Birth of the oldest, on the target's monotonic clock; `null` when it is older than its observation. */
  readonly bornMs: number | null;
  /** Since when the oldest has been followed, on the same clock. */
  readonly followedMs: number;
  /** For how long they have been followed, or since their birth where it is known; `null` when none is pending. */
  readonly ages: AgeSpread | null;
  readonly settled: number;
  /** Collected while pending, with every settling watched: proven. */
  readonly lost: number;
  /** Collected; whether they had settled in the last second of their lives was not seen. */
  readonly vanished: number;
  /** The longest time for which one of the last two kinds had been followed. */
  readonly goneAfterMs: number;
  /** After how long they settled; `null` when none did. Quantiles are exact to a fifth. */
  readonly settledAfterMs: SettleTimes | null;
}

/** Outermost pseudo-frames of stacks that have no end: `file` is empty, `function` one of these. */
export const cycleMark = 'loopscope:cycle:';
export const deepMark = 'loopscope:deep';

/** A promise was rejected, and nobody had a handler for it. */
export interface RejectionReport {
  readonly type: 'rejection';
  readonly time: number;
  readonly message: string;
  /** The error's `stack`, as text; `null` when it was no error. */
  readonly stack: string | null;
  /** Not reported since the one before: too many at once. */
  readonly skipped: number;
}

/** Timers by the place where they are made. Sites are numbered from 0, in the order in which they are first reported. */
export interface TimersReport {
  readonly type: 'timers';
  /** Frames that are new since the report before, numbered on. */
  readonly frames: readonly RawFrame[];
  readonly sites: readonly TimerSiteReport[];
}

/** The newest numbers of one site. */
export interface TimerSiteReport {
  readonly site: number;
  readonly kind: 'timeout' | 'interval' | 'immediate';
  /** Innermost first, indices into all frames so far. May come later than the site: for intervals from before. */
  readonly stack: readonly number[];
  readonly delayMs: number;
  /** Scaled up where timers were sampled. */
  readonly fired: number;
  readonly lateMs: { readonly median: number; readonly max: number };
  /** Epoch milliseconds on the target's clock; those since the report before. */
  readonly lateFirings: readonly { readonly time: number; readonly lateMs: number }[];
  readonly periodMs: number | null;
  readonly overlaps: number;
}

/** The target is about to exit by itself. */
export interface ExitReport {
  readonly type: 'exit';
  readonly code: number;
}

/** The last message: the client has not been heard of for long, so the live part takes itself away. */
export interface WithdrawnReport {
  readonly type: 'withdrawn';
}

/** Everything that goes through the binding. */
export type AgentMessage =
  | Heartbeat
  | LateBeat
  | SecondReport
  | FollowedReport
  | RejectionReport
  | TimersReport
  | ExitReport
  | WithdrawnReport;

/** How a live session wants the agent to work. */
export interface LiveAgentOptions {
  /** Name of the global that `Runtime.addBinding` made in the agent's realm. */
  readonly binding: string;
  /** Percent of one core that the agent may take. */
  readonly budgetPercent: number;
  readonly stuckAfterMs: number;
  /** Firings of timers that are later than this are reported one by one. */
  readonly blockMs: number;
}
