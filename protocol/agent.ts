/** What the agent in the target and the inspector outside say to each other: plain data, by value over CDP. */

/** One interned frame as V8 reports it. Lines and columns are 1-based; combinator frames have neither. */
export interface RawFrame {
  /** The script's name as V8 knows it: a path, a `file:` URL, `node:...`, or empty. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string;
  readonly combinator: {
    readonly kind: 'all' | 'any' | 'allSettled';
    /** `null` for the members beyond `maxCombinatorIndex`, which share one frame. */
    readonly index: number | null;
  } | null;
}

/** The members of a combinator beyond this index share one frame, so that a fan-out of 10,000 stays one shape. */
export const maxCombinatorIndex = 15;

/**
 * All await stacks that were observed, as a trie. Nodes are numbered from 1; node 0 is the empty stack.
 * Node `i` adds the frame `frame[i - 1]` on the inner side of the stack `parent[i - 1]`.
 */
export interface StackTrie {
  readonly parent: readonly number[];
  /** Index into `frames`. */
  readonly frame: readonly number[];
  /** Pending promises whose await stack is exactly node `i` (index 0: the empty stack). */
  readonly promises: readonly number[];
  /** Milliseconds since the agent first saw the oldest of those promises (0: now, in this collection). */
  readonly observedMs: readonly number[];
}

/** A stack that repeats itself without end as far as it was followed. */
export interface PeriodicStack {
  /** Innermost first: the frames before the period begins, then one period. Indices into `frames`. */
  readonly frames: readonly number[];
  readonly period: number;
  readonly promises: number;
  readonly observedMs: number;
  /** True when it was followed for longer than there are promises that could lie on it: by the pigeonhole principle, a cycle. */
  readonly endless: boolean;
}

/** A stack that goes on beyond the deepest one that is collected; innermost frames only. */
export interface DeepStack {
  readonly frames: readonly number[];
  readonly promises: number;
  readonly observedMs: number;
}

export interface ProbeCounts {
  /** Promises that were handed in, in whatever state. */
  readonly seen: number;
  readonly pending: number;
  readonly probed: number;
  readonly tooDeep: number;
  readonly tooManyShapes: number;
  readonly failed: number;
}

export interface ProbeReport {
  readonly frames: readonly RawFrame[];
  readonly trie: StackTrie;
  readonly periodic: readonly PeriodicStack[];
  readonly deep: readonly DeepStack[];
  readonly counts: ProbeCounts;
  readonly longestSliceMs: number;
}

/** After one slice of work. */
export interface ProbeProgress {
  readonly done: number;
  readonly total: number;
  readonly finished: boolean;
}

/** Event-loop readings since `startLoopMeter`; `turned` is false when the loop did not get to run a timer. */
export interface LoopReading {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly utilization: number;
  readonly turned: boolean;
}
