// The await forest: identical frames merged, from either end.
import { describe, expect, test } from 'vitest';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { MadeUpStacks } from '../../test/support/made-up-stacks.ts';
import { buildForest, type ForestNode } from './await-forest.ts';
import { stackId, toFrames } from './frames.ts';

function group(stack: string, count: number, rest: Partial<TaskGroup> = {}): TaskGroup {
  const frames = toFrames(new MadeUpStacks().placed(stack));
  const known = { countIsExact: true, promises: count, ageMs: null, observedMs: 0 } as const;
  const state = { state: 'pending', truncated: false, waitsFor: null, proven: false } as const;
  return { id: stackId(frames, rest.state), frames, count, ...known, ...state, ...rest };
}

/** `name count` and what is below in brackets. */
const text = (nodes: readonly ForestNode[]): string =>
  nodes
    .map(({ frame, count, children }) =>
      children.length > 0
        ? `${frame.function} ${count} (${text(children)})`
        : `${frame.function} ${count}`,
    )
    .join(', ');

const all = (nodes: readonly ForestNode[]): ForestNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children)]);

const groups = [
  group('read < get < main', 3),
  group('write < get < main', 2),
  group('read < poll', 4),
  group('get < main', 1),
];

describe('the await forest', () => {
  test('from the outermost function: what each job awaits', () => {
    expect(text(buildForest(groups, 'outermost'))).toBe(
      'main 6 (get 6 (read 3, write 2)), poll 4 (read 4)',
    );
  });

  test('from the innermost await: who waits for it', () => {
    expect(text(buildForest(groups, 'innermost'))).toBe(
      'read 7 (get 3 (main 3), poll 4), write 2 (get 2 (main 2)), get 1 (main 1)',
    );
  });

  test('a group is at the node where its stack ends, once', () => {
    for (const order of ['outermost', 'innermost'] as const) {
      const ends = all(buildForest(groups, order)).flatMap((node) => node.groups);
      expect(ends.map(({ id }) => id).sort()).toEqual(groups.map(({ id }) => id).sort());
    }
  });

  test('ids are unique, and the same in the next forest, whatever else has come', () => {
    for (const order of ['outermost', 'innermost'] as const) {
      const before = all(buildForest(groups, order)).map(({ id }) => id);
      expect(new Set(before).size).toBe(before.length);
      const more = [group('other < thing', 9), ...[...groups].reverse()];
      const after = new Set(all(buildForest(more, order)).map(({ id }) => id));
      for (const id of before) expect(after).toContain(id);
    }
    const both = [
      ...all(buildForest(groups, 'outermost')),
      ...all(buildForest(groups, 'innermost')),
    ];
    expect(new Set(both.map(({ id }) => id)).size).toBe(both.length);
  });

  test('cycles are roots of their own, also where they share frames with tasks', () => {
    const cycle = group('get < main', 2, { state: 'cycle', proven: true });
    const other = group('main', 1, { state: 'cycle' });
    const forest = buildForest([cycle, other, ...groups], 'outermost');
    expect(text(forest)).toBe(
      'main 2 (get 2), main 1, main 6 (get 6 (read 3, write 2)), poll 4 (read 4)',
    );
    expect(forest.map(({ state }) => state)).toEqual(['cycle', 'cycle', 'pending', 'pending']);
  });

  test('the frames of different members of a list are different nodes', () => {
    const members = [group('read < all 0 < main', 1), group('read < all 1 < main', 1)];
    expect(text(buildForest(members, 'outermost'))).toBe('main 1 (read 1), main 1 (read 1)');
  });

  test('a node says the worst state, the oldest age and the longest observation below', () => {
    const [main] = buildForest(
      [
        group('a < main', 1, { state: 'stuck', ageMs: 30_000, observedMs: 30_000 }),
        group('b < main', 2, { ageMs: null, observedMs: 40_000, countIsExact: false }),
      ],
      'outermost',
    );
    expect(main).toMatchObject({
      state: 'stuck',
      oldestAgeMs: 30_000,
      observedMs: 40_000,
      countIsExact: false,
    });
    expect(main?.children[1]).toMatchObject({ state: 'pending', oldestAgeMs: null });
  });

  test('of nothing is empty, and a deep one is built', () => {
    expect(buildForest([], 'outermost')).toEqual([]);
    const deep = Array.from({ length: 4000 }, (_, i) => `f${i}`).join(' < ');
    let [node] = buildForest([group(deep, 1)], 'outermost');
    let depth = 0;
    for (; node; [node] = node.children) depth++;
    expect(depth).toBe(4000);
  });
});
