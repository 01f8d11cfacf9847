/** Folds a run of frames, none of which branches, so that deep stacks stay readable. */
import type { Frame } from '../../protocol/frame.ts';

export type RunItem =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly repeats: number }
  | { readonly kind: 'internal' | 'more'; readonly frames: number };

export interface FoldOptions {
  readonly showInternal: boolean;
  /** Position of the innermost `await` in the run, which is always shown; -1 when it is elsewhere. */
  readonly await: number;
}

/** A recursion of this many frames at one `await` folds into one line. */
const fewestRepeats = 3;
/** Lines of one run before its middle is left out. */
const longestRun = 40;

export function foldRun(frames: readonly Frame[], options: FoldOptions): RunItem[] {
  const items: RunItem[] = [];
  for (let i = 0; i < frames.length; ) {
    const start = i;
    const frame = frames[i] as Frame;
    const foldable = (at: number) => frames[at]?.internal === true && at !== options.await;
    if (!options.showInternal && foldable(i)) {
      while (foldable(i)) i++;
      items.push({ kind: 'internal', frames: i - start });
      continue;
    }
    while (i < frames.length && isSame(frames[i] as Frame, frame)) i++;
    if (i - start >= fewestRepeats) items.push({ kind: 'frame', frame, repeats: i - start });
    else for (let at = start; at < i; at++) items.push({ kind: 'frame', frame, repeats: 1 });
  }
  return leaveOutMiddle(items);
}

function isSame(a: Frame, b: Frame): boolean {
  return (
    a.function === b.function &&
    a.file === b.file &&
    a.line === b.line &&
    a.column === b.column &&
    JSON.stringify(a.combinator) === JSON.stringify(b.combinator)
  );
}

function leaveOutMiddle(items: RunItem[]): RunItem[] {
  if (items.length <= longestRun) return items;
  const half = longestRun / 2;
  const middle = items.slice(half, -half);
  const frames = middle.reduce(
    (sum, item) => sum + (item.kind === 'frame' ? item.repeats : item.frames),
    0,
  );
  return [...items.slice(0, half), { kind: 'more', frames }, ...items.slice(-half)];
}
