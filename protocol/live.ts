/** What an attached target says as it happens. Times are epoch milliseconds on the client's clock unless noted. */
import type { Finding } from './finding.ts';
import type { Frame } from './frame.ts';
import type { TaskGroup } from './pending-tasks.ts';

/** How the agent looks at new promises now. Everything that is sampled is an estimate and says so. */
export interface PromiseSampling {
  /** `continuous`: every new promise is seen. `windows`: at random times. `off`: the budget does not allow it. */
  readonly mode: 'continuous' | 'windows' | 'off';
  /** Share of time in which the hook is on, 0 to 1. */
  readonly share: number;
  /** Of the promises in a window, one in so many is followed. */
  readonly oneIn: number;
}

/** One second of a target's life. */
export interface LiveSample {
  readonly time: number;
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Event-loop utilization, 0 to 1. */
  readonly utilization: number;
  /** CPU time of the whole process in percent of one core. */
  readonly cpuPercent: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly rssBytes: number;
  /** Time in garbage collection in this second. */
  readonly gcMs: number;
  /** Turns of the event loop in this second; `null` where Node does not count them. */
  readonly loopTurns: number | null;
  /** Active resources by kind, as Node names them. */
  readonly handles: Readonly<Record<string, number>>;
  /** Promises created in this second, scaled up from the sample; `null` while nothing is sampled. */
  readonly promisesCreated: number | null;
  /** Promises that are followed now: those of the survey and the sampled new ones that survived. */
  readonly pending: number;
  /** Time that Loopscope itself took, in percent of one core, measured by the agent. */
  readonly overheadPercent: number;
  readonly sampling: PromiseSampling;
  /** What was let go of since the attach because a bound was reached. */
  readonly dropped: number;
}

export type BlockCause =
  | 'compute'
  | 'synchronous wait'
  | 'synchronous I/O'
  | 'garbage collection'
  | 'microtask starvation'
  | 'many small callbacks'
  | 'stopped from outside'
  | 'unknown';

/** One turn of the event loop that took longer than the threshold. */
export interface Block {
  /** Counts up from 1 in a session. */
  readonly id: number;
  /** When it began, by the target's clock. */
  readonly time: number;
  readonly durationMs: number;
  /** True while it lasts: `durationMs` is so far. */
  readonly ongoing: boolean;
  readonly cause: BlockCause;
  /**
   * CPU time of the main thread within the block, or of all threads where only that is known (Node before 23.9 on
   * another machine, or on macOS and Windows); `null` while the block lasts.
   */
  readonly cpuMs: number | null;
  readonly gcMs: number | null;
  /** The stack at the moment of the pause, innermost first; empty when the block was over before it. */
  readonly frames: readonly Frame[];
  /** For `unknown`, what would have been needed to tell. */
  readonly missing: readonly string[];
}

/**
 * What became of a wish to stop a block. `over`: it had ended by itself, nothing was stopped. `goes-on`: what ran was
 * stopped, or could not be, and the loop still does not turn.
 */
export type StopOutcome = 'stopped' | 'over' | 'goes-on';

/** What became of a promise that had been followed. */
export interface Departures {
  readonly settled: number;
  /** After how long, counted from birth where that is known, else from when they were first seen. */
  readonly settledAfterMs?: SettleTimes | null;
  /** Collected while pending: whatever awaited them never goes on, not even its `finally`. */
  readonly lost: number;
}

/** In milliseconds. Of promises that were pending for half a second at least. */
export interface SettleTimes {
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** A complete picture of what is pending, by group; newest wins. */
export interface LiveTasks {
  readonly time: number;
  readonly groups: readonly LiveTaskGroup[];
}

/** For how long promises have been pending, as far as they were followed, in milliseconds. */
export interface AgeSpread {
  readonly min: number;
  /** Exact to a quarter: from the histogram. */
  readonly median: number;
  readonly max: number;
  /** Of all of them together. */
  readonly total: number;
  /** Promises by age: the first bucket ends at `ageBuckets.firstMs`, and each next one at `growth` times as much. */
  readonly histogram: readonly number[];
}

/** From half a second to half a day. */
export const ageBuckets = { count: 24, firstMs: 500, growth: 1.6 } as const;

export interface LiveTaskGroup extends TaskGroup {
  /** True when `count` was scaled up from a sample. */
  readonly estimated: boolean;
  /** Absent where groups were folded. Of promises: there may be more than one for each task. */
  readonly ages?: AgeSpread | null;
  /** Since the attach. */
  readonly departed: Departures;
}

export type Disconnect =
  | {
      readonly kind: 'exited';
      readonly message: string;
      /** `null` where it is not known: it was killed, or nobody was listening. */
      readonly code?: number | null;
      /** It said nothing of an end: a signal ended it, or a crash. */
      readonly killed?: boolean;
    }
  | { readonly kind: 'inspector-closed'; readonly message: string }
  | { readonly kind: 'network-lost'; readonly message: string };

/** Everything that a live session reports, in the order in which it happens. */
export type LiveEvent =
  | { readonly type: 'sample'; readonly sample: LiveSample }
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'tasks'; readonly tasks: LiveTasks }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'detached'; readonly reason: Disconnect | null };
