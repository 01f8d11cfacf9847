/** What is pending in a target at one moment: the answer to "what, where, and waiting on whom". */
import type { Frame } from './frame.ts';

/** `stuck`: pending for longer than the threshold, as far as it was watched; `cycle`: the tasks await each other. */
export type TaskState = 'pending' | 'stuck' | 'cycle';

/** All tasks with the same await stack. */
export interface TaskGroup {
  /** The same for the same stack in the next collection of the same program. */
  readonly id: string;
  /** Number of tasks; for a cycle, the number of identical cycles. */
  readonly count: number;
  /** False when `promises` leaves room for fewer or more tasks than `count` (see docs/architecture.md, "Counting tasks"). */
  readonly countIsExact: boolean;
  /** Pending promises that were observed with exactly this stack: what `count` was derived from. */
  readonly promises: number;
  /** Milliseconds since the oldest task began; `null` when it began before the attach. */
  readonly ageMs: number | null;
  /** Milliseconds for which Loopscope itself has seen the oldest task pending: a lower bound of its age. */
  readonly observedMs: number;
  readonly state: TaskState;
  /** Innermost first. For a cycle: one round of it, in a fixed rotation. */
  readonly frames: readonly Frame[];
  /** True when the stack goes on further out than was collected. */
  readonly truncated: boolean;
  /** What the innermost frame awaits: the source text of the awaited expression, or what is known of it. */
  readonly waitsFor: string | null;
  /** For cycles: true when nothing else pending could still break the cycle. */
  readonly proven: boolean;
}

/** How many promises were looked at, and what was left out and why. Counts of promises. */
export interface PromiseCounts {
  readonly pending: number;
  readonly probed: number;
  readonly skipped: number;
  /** Why: V8 gave no stack, the stack was too deep, or there were too many different stacks. */
  readonly skippedBecause: {
    readonly failed: number;
    readonly tooDeep: number;
    readonly tooManyShapes: number;
  };
  /** Pending promises that no visible async function awaits: outermost async functions and floating promises. */
  readonly unawaited: number;
  /** V8 contexts (`vm`) that were left out because their surveys would have gone over the limit. */
  readonly contextsSkipped: number;
}

/** What the collection cost the target, in milliseconds. */
export interface CollectionCost {
  readonly estimatedPauseMs: number;
  /** The survey: the one long pause. */
  readonly pauseMs: number;
  /** The longest slice of probing: the longest other stall. */
  readonly longestSliceMs: number;
  readonly probeMs: number;
  readonly heapUsedBytes: number;
}

export interface PendingTasks {
  /** Epoch milliseconds, on the clock of the client. */
  readonly collectedAt: number;
  readonly groups: readonly TaskGroup[];
  readonly promises: PromiseCounts;
  readonly cost: CollectionCost;
}
