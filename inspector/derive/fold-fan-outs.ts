/**
 * Folds the members of large combinators. The agent tells the first members of a `Promise.all` apart and not the
 * rest; people want "1,000 members, all waiting here" and not sixteen lines and a rest.
 */
import type { Combinator, Frame } from '../../protocol/frame.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { stackId } from './frames.ts';

export function foldFanOuts(groups: readonly TaskGroup[]): readonly TaskGroup[] {
  const folds = new Map<string, TaskGroup[]>();
  for (const group of groups) {
    if (group.state === 'cycle') continue;
    const key = stackId(withoutIndices(group.frames));
    const fold = folds.get(key);
    if (fold) fold.push(group);
    else folds.set(key, [group]);
  }
  const folded = [...folds.values()].flatMap((fold) =>
    fold.some(isFolded) ? [merge(fold)] : fold,
  );
  return [...groups.filter(({ state }) => state === 'cycle'), ...folded];
}

/** True when the agent met more members here than it tells apart. `race` never has an index. */
function isFolded({ frames }: TaskGroup): boolean {
  return frames.some(({ combinator, outerCombinators = [] }) =>
    [combinator, ...outerCombinators].some(
      (each) => each && each.index === null && each.kind !== 'race',
    ),
  );
}

function withoutIndices(frames: readonly Frame[]): readonly Frame[] {
  const anonymous = (combinator: Combinator): Combinator => ({
    kind: combinator.kind,
    index: null,
  });
  return frames.map((frame) =>
    frame.combinator
      ? {
          ...frame,
          combinator: anonymous(frame.combinator),
          ...(frame.outerCombinators
            ? { outerCombinators: frame.outerCombinators.map(anonymous) }
            : {}),
        }
      : frame,
  );
}

function merge(fold: readonly TaskGroup[]): TaskGroup {
  const [first] = fold as readonly [TaskGroup, ...TaskGroup[]];
  const count = fold.reduce((sum, group) => sum + group.count, 0);
  const frames = withoutIndices(first.frames).map((frame) =>
    frame.combinator ? { ...frame, combinator: { ...frame.combinator, members: count } } : frame,
  );
  return {
    ...first,
    id: stackId(withoutIndices(first.frames)),
    frames,
    count,
    countIsExact: fold.every(({ countIsExact }) => countIsExact),
    promises: fold.reduce((sum, { promises }) => sum + promises, 0),
    observedMs: Math.max(...fold.map(({ observedMs }) => observedMs)),
    waitsFor: first.waitsFor?.startsWith('member ') ? 'a member of the list' : first.waitsFor,
  };
}
