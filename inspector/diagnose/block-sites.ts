/** Blocks at the same place with the same cause: what "blocked 812 ms, 4 times" is said of. */
import type { BlockCause } from '../../protocol/live.ts';
import type { LiveObservations, ObservedBlock } from '../../protocol/observations.ts';
import { type Place, placeOf } from './location.ts';
import { type NativeCall, nativeCall } from './native-call.ts';

export interface BlockSite {
  readonly cause: BlockCause;
  readonly native: NativeCall | null;
  /** Of the oldest block, so that it stays the same as blocks are added; `null` when none had a stack. */
  readonly place: Place | null;
  /** Oldest first, at least one. */
  readonly blocks: readonly ObservedBlock[];
  readonly longest: ObservedBlock;
}

/** One loop is met at different lines each time; functions without a name are told apart by their distance. */
const linesOfOneFunction = 20;

/** Only blocks over the threshold, and none of the program's start: it may read and compile as it likes. */
export function blockSites(live: LiveObservations, blockMs: number): readonly BlockSite[] {
  const sites: { block: ObservedBlock; place: Place | null; all: ObservedBlock[] }[] = [];
  for (const block of [...live.blocks].sort((a, b) => a.time - b.time)) {
    if (block.durationMs < blockMs || isStartUp(block)) continue;
    const place = placeOf(block.frames);
    const site = sites.find(
      (each) => each.block.cause === block.cause && isSamePlace(each.place, place),
    );
    if (site) site.all.push(block);
    else sites.push({ block, place, all: [block] });
  }
  return sites.map(({ block, place, all }) => {
    const longest = all.reduce((a, b) => (b.durationMs > a.durationMs ? b : a));
    const native = [longest, ...all]
      .map(({ frames, cause, sourceText }) => nativeCall(frames, cause, sourceText ?? null))
      .find((call) => call !== null);
    return { cause: block.cause, native: native ?? null, place, blocks: all, longest };
  });
}

function isSamePlace(a: Place | null, b: Place | null): boolean {
  if (!a || !b) return a === b;
  if (a.frame.file !== b.frame.file || a.frame.function !== b.frame.function) return false;
  if (!/anonymous|^$/.test(a.frame.function)) return true;
  return Math.abs(a.frame.line - b.frame.line) <= linesOfOneFunction;
}

/** The outermost code of the program is a module's own, which runs once. */
function isStartUp({ frames }: ObservedBlock): boolean {
  const loader = frames.findLastIndex(
    ({ file, function: name }) => file.startsWith('node:internal/modules/') || name === '(module)',
  );
  return loader >= 0 && frames.slice(loader + 1).every(({ internal }) => internal);
}
