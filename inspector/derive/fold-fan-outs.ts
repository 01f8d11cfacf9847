/**
 * Folds the members of large combinators. The agent tells the first members of a `Promise.all` apart and not the
 * rest; people want "1,000 members, all waiting here" and not sixteen lines and a rest.
 */
import type { Combinator, Frame } from '../../protocol/frame.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { stackId } from './frames.ts';

/** @param prefix of the ids, see `stackId` */
export function foldFanOuts(groups: readonly TaskGroup[], prefix = ''): readonly TaskGroup[] {
  const cycles = groups.filter(({ state }) => state === 'cycle');
  const others = groups.filter(({ state }) => state !== 'cycle');
  const alike = [
    ...grouped(others, ({ frames }) => stackId(withoutIndices(frames, isAny))).values(),
  ];
  return [...cycles, ...alike.flatMap((group) => fold(group, prefix))];
}

/** A combinator of a stack: the frame, and how far out among those of the frame. */
type Place = `${number}:${number}`;
type Places = (place: Place) => boolean;
const isAny: Places = () => true;

/** @param alike groups whose stacks differ in the indices of combinators only */
function fold(alike: readonly TaskGroup[], prefix: string): readonly TaskGroup[] {
  const folded = new Set(alike.flatMap(({ frames }) => foldedPlaces(frames)));
  if (folded.size === 0) return alike;
  // A list of two that each hold a large list stays two: only the large ones are folded.
  const isFolded: Places = (place) => folded.has(place);
  const same = grouped(alike, ({ frames }) => stackId(withoutIndices(frames, isFolded)));
  return [...same.values()].map((group) => merge(group, isFolded, prefix));
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function combinatorsOf({ combinator, outerCombinators = [] }: Frame): readonly Combinator[] {
  return combinator ? [combinator, ...outerCombinators] : [];
}

/** Where the agent met more members than it tells apart. `race` never has an index. */
function foldedPlaces(frames: readonly Frame[]): readonly Place[] {
  return frames.flatMap((frame, i) =>
    combinatorsOf(frame).flatMap(({ kind, index }, j): Place[] =>
      index === null && kind !== 'race' ? [`${i}:${j}`] : [],
    ),
  );
}

function withoutIndices(frames: readonly Frame[], where: Places): readonly Frame[] {
  return mapCombinators(frames, (combinator, place) =>
    where(place) ? { kind: combinator.kind, index: null } : combinator,
  );
}

function mapCombinators(
  frames: readonly Frame[],
  map: (combinator: Combinator, place: Place) => Combinator,
): readonly Frame[] {
  return frames.map((frame, i) => {
    const [combinator, ...outerCombinators] = combinatorsOf(frame).map((each, j) =>
      map(each, `${i}:${j}`),
    );
    if (!combinator) return frame;
    return { ...frame, combinator, ...(outerCombinators.length > 0 ? { outerCombinators } : {}) };
  });
}

function merge(same: readonly TaskGroup[], isFolded: Places, prefix: string): TaskGroup {
  const [first] = same as readonly [TaskGroup, ...TaskGroup[]];
  const count = same.reduce((sum, group) => sum + group.count, 0);
  const stack = withoutIndices(first.frames, isFolded);
  // Where large lists hold large lists, the sum is that of the inner ones.
  let counted = false;
  const frames = mapCombinators(stack, (combinator, place) => {
    if (counted || !isFolded(place)) return combinator;
    counted = true;
    return { ...combinator, members: count };
  });
  return {
    ...first,
    id: stackId(stack, prefix),
    frames,
    count,
    countIsExact: same.every(({ countIsExact }) => countIsExact),
    promises: same.reduce((sum, { promises }) => sum + promises, 0),
    observedMs: Math.max(...same.map(({ observedMs }) => observedMs)),
    waitsFor: first.waitsFor?.startsWith('member ') ? 'a member of the list' : first.waitsFor,
  };
}
