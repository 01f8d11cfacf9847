/** What is known of one block when its cause is to be told: plain data from the target and from the kernel. */
import type { LateBeat } from '../../../protocol/agent-live.ts';

/** One frame of the synchronous stack, as the debugger names it. */
export interface StackEntry {
  readonly function: string;
  /** Path, `file:` URL, `node:...`, or empty for native code. */
  readonly file: string;
}

/** How often the main thread was seen in each state, by the kernel's letters. */
export interface ThreadStates {
  readonly running: number;
  readonly sleeping: number;
  /** Uninterruptible: in practice, waiting for a disk. */
  readonly disk: number;
  /** Stopped by a signal, or by a tracer such as gdb. */
  readonly stopped: number;
}

export interface BlockFacts {
  readonly durationMs: number;
  /** What counts as a block, in milliseconds. */
  readonly thresholdMs: number;
  /** `null` while the block lasts. */
  readonly late: LateBeat | null;
  /** CPU time of the main thread in the block, in milliseconds; `null` while it lasts, and where it is not told. */
  readonly mainThreadMs: number | null;
  /** Innermost first; `null` when the block was over before the pause landed. */
  readonly stack: readonly StackEntry[] | null;
  /** The statement at the program's innermost frame; `null` when unknown. A native call leaves no frame of its own. */
  readonly sourceText: string | null;
  /** `null` where the kernel does not tell, as on another machine. */
  readonly states: ThreadStates | null;
  /**
   * Whether jobs of the microtask and `nextTick` queues ran while the loop did not turn; `null` when not asked in
   * time.
   */
  readonly jobsRan: boolean | null;
  /** True when another debugger had paused the target. */
  readonly pausedByOthers: boolean;
}
