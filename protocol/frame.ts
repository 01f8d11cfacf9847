/** One frame of an await stack: an async function that is suspended, and the exact place of its `await`. */
import type { Location } from './location.ts';

/** How a frame waits for the one below it (further in), when it does so through `Promise.all` and its like. */
export interface Combinator {
  readonly kind: 'all' | 'any' | 'allSettled' | 'race';
  /** Position in the combinator's list; `null` where V8 does not tell (`race`) or members are folded together. */
  readonly index: number | null;
  /** How many members of the list were folded into this frame; absent when it is one. */
  readonly members?: number;
}

/**
 * A frame as V8 observed it, at its original position when a source map says so.
 * `file` is an absolute path, a `node:` name or a URL. For a combinator that no async function awaits
 * there is no position: `file` is empty, and line and column are 0.
 */
export interface Frame extends Location {
  /** As in V8's stack traces: `handler`, `Pool.connect`; `(anonymous)`, or `(module)` for a top-level await. */
  readonly function: string;
  /** The position in the file that really runs, when a source map moved the frame; else `null`. */
  readonly generated: Location | null;
  /** Between this frame and the next one further in; the innermost one when they are nested. */
  readonly combinator: Combinator | null;
  /** Further combinators outside `combinator`, innermost first; absent when there are none. */
  readonly outerCombinators?: readonly Combinator[];
  /** True for `node:` and `node_modules` frames: marked, not dropped. */
  readonly internal: boolean;
}
