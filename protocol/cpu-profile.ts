/** A CPU profile, as V8 makes it and as `.cpuprofile` files hold it, and the long turns of the loop in it. */
import type { Frame } from './frame.ts';

/** Times are microseconds on a monotonic clock of V8's. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes. */
  readonly samples?: readonly number[];
  /** From the start to the first sample, then from each sample to the next. */
  readonly timeDeltas?: readonly number[];
}

/** One call path: its function as called along its parents. */
export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** Where the function begins, 0-based. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
  /** Samples by line, 1-based, in which this node was the innermost one. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

export interface CpuRecording {
  /** To be saved as `.cpuprofile` as it is. */
  readonly profile: CpuProfile;
  /** In the order of time. */
  readonly slices: readonly ProfileSlice[];
  /** Milliseconds between two samples, as asked for. */
  readonly intervalMs: number;
  /** Milliseconds for which the target stood still to begin and to end the recording, on its own clock. */
  readonly cost: { readonly startMs: number; readonly stopMs: number };
}

/** A stretch of time without a turn of the event loop. */
export interface ProfileSlice {
  /** Milliseconds from the start of the recording. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly samples: number;
  readonly heaviest: HeaviestStack;
}

/** The call path that took most of a slice, innermost first; no frames for what is not JavaScript. */
export interface HeaviestStack {
  readonly kind: SliceKind;
  /** Milliseconds of the slice that were spent on this path and further in. */
  readonly ms: number;
  /** Each at the beginning of its function, but the innermost one: at the line that was seen most often. */
  readonly frames: readonly Frame[];
}

export type SliceKind = 'javascript' | 'garbage collection' | 'native code';
