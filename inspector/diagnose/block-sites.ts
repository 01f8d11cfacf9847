/** Blocks at the same place with the same cause: what "blocked 812 ms, 4 times" is said of. */
import type { BlockCause } from '../../protocol/live.ts';
import type { LiveObservations, ObservedBlock, ReturnedCall } from '../../protocol/observations.ts';
import { isUserPlace, outermostPlaceOf, type Place, placeOf } from './location.ts';
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

interface GrowingSite {
  readonly place: Place | null;
  readonly all: ObservedBlock[];
}

/** Only blocks over the threshold, and none of the program's start: it may read and compile as it likes. */
export function blockSites(live: LiveObservations, blockMs: number): readonly BlockSite[] {
  const sites: GrowingSite[] = [];
  const jobs = starvingJobs(live.blocks);
  for (const block of [...live.blocks].sort((a, b) => a.time - b.time)) {
    if (block.durationMs < blockMs || isStartUp(block)) continue;
    const place = placeOfBlock(block, jobs);
    const site = sites.find(
      (each) => isSameKind(each.all[0] as ObservedBlock, block) && isSamePlace(each.place, place),
    );
    if (site) site.all.push(block);
    else sites.push({ place, all: [block] });
  }
  return withoutNodesPlaces(withoutNodesOwn(sites)).map(siteOf);
}

/** The functions whose jobs follow one another without end. */
function starvingJobs(blocks: readonly ObservedBlock[]): readonly Place[] {
  return blocks
    .filter(({ cause }) => cause === 'microtask starvation')
    .flatMap(({ frames }) => outermostPlaceOf(frames) ?? []);
}

/**
 * What starves the loop is the job that comes again and again, not what it calls each time. Where the program was when
 * it was stopped from outside is chance.
 */
function placeOfBlock(block: ObservedBlock, jobs: readonly Place[]): Place | null {
  const { frames, cause } = block;
  if (cause === 'stopped from outside') return null;
  const held = returnedIn(block);
  const at = placeOf(frames);
  if (held && at) {
    const frame = { ...at.frame, ...held.location, generated: null, function: held.function };
    return { frame, location: held.location, skipped: [] };
  }
  const job = computes.has(cause) ? outermostPlaceOf(frames) : null;
  return jobs.some((each) => isSamePlace(each, job)) ? job : at;
}

function siteOf({ place, all }: GrowingSite): BlockSite {
  const longest = all.reduce((a, b) => (b.durationMs > a.durationMs ? b : a));
  const native = [longest, ...all].map((each) => nativeOf(each)).find((call) => call !== null);
  const starves = all.find(({ cause }) => cause === 'microtask starvation');
  const { cause } = starves ?? longest;
  return { cause, native: starves ? null : (native ?? null), place, blocks: all, longest };
}

function nativeOf(block: ObservedBlock): NativeCall | null {
  const { frames, cause, sourceText } = block;
  const held = returnedIn(block);
  return held
    ? nativeCall([], cause, `${held.name}(`)
    : nativeCall(frames, cause, sourceText ?? null);
}

/** Collections and jobs explain themselves. */
function returnedIn({ cause, returned }: ObservedBlock): ReturnedCall | null {
  return (returned && nativeCall([], cause, `${returned.name}(`) && returned) || null;
}

/** Starvation that is over before jobs could be queued looks like computing. */
const computes: ReadonlySet<BlockCause> = new Set(['compute', 'microtask starvation']);

function isSameKind(a: ObservedBlock, b: ObservedBlock): boolean {
  return a.cause === b.cause || (computes.has(a.cause) && computes.has(b.cause));
}

/**
 * Between two jobs of a starving program, only Node's own code is on the stack: such a block belongs to the place where
 * the jobs come from, when there is one.
 */
function withoutNodesOwn(sites: readonly GrowingSite[]): readonly GrowingSite[] {
  const isOwn = ({ place, all }: GrowingSite) =>
    place !== null && !isUserPlace(place) && all.every(({ cause }) => computes.has(cause));
  const starving = sites.filter(
    ({ place, all }) =>
      isUserPlace(place) && all.some(({ cause }) => cause === 'microtask starvation'),
  );
  const [only] = starving;
  if (!only || starving.length > 1) return sites;
  const rest = sites.filter((site) => !isOwn(site));
  const own = sites.filter(isOwn).flatMap(({ all }) => all);
  const all = [...only.all, ...own].sort((a, b) => a.time - b.time);
  return rest.map((site) => (site === only ? { ...only, all } : site));
}

/**
 * A stack of Node's own frames alone was taken behind the block, when the loop had gone on to what came next: it says as
 * little as none.
 */
function withoutNodesPlaces(sites: readonly GrowingSite[]): readonly GrowingSite[] {
  const isNodes = ({ all }: GrowingSite) =>
    all.every(({ frames }) => frames.every(({ file }) => file === '' || file.startsWith('node:')));
  const placeless: GrowingSite[] = [];
  for (const { all } of sites.filter(isNodes)) {
    const same = placeless.find((each) => each.all[0]?.cause === all[0]?.cause);
    if (same) same.all.push(...all);
    else placeless.push({ place: null, all: [...all] });
  }
  for (const { all } of placeless) all.sort((a, b) => a.time - b.time);
  return [...sites.filter((site) => !isNodes(site)), ...placeless];
}

function isSamePlace(a: Place | null, b: Place | null): boolean {
  if (!a || !b) return a === b;
  if (a.frame.file !== b.frame.file) return false;
  const names = [a.frame.function, b.frame.function];
  if (!names.some((name) => /anonymous|^$/.test(name))) return names[0] === names[1];
  return Math.abs(a.frame.line - b.frame.line) <= linesOfOneFunction;
}

/** The outermost code of the program is a module's own, which runs once. */
function isStartUp({ frames }: ObservedBlock): boolean {
  const loader = frames.findLastIndex(
    ({ file, function: name }) => file.startsWith('node:internal/modules/') || name === '(module)',
  );
  return loader >= 0 && frames.slice(loader + 1).every(({ internal }) => internal);
}
