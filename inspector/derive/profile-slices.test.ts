import { expect, test } from 'vitest';
import type { CpuProfile, CpuProfileNode } from '../../protocol/cpu-profile.ts';
import { profileSlices } from './profile-slices.ts';

/** `name: parent`, in the order of ids from 1. Names in parentheses have no script, as V8 has it. */
const paths = [
  ['(root)', null],
  ['(idle)', '(root)'],
  ['(garbage collector)', '(root)'],
  ['(program)', '(root)'],
  ['handle', '(root)'],
  ['hash', 'handle'],
  ['log', 'handle'],
  ['tick', '(root)'],
] as const;

type Name = (typeof paths)[number][0];

const idOf = (name: Name) => paths.findIndex(([each]) => each === name) + 1;

const nodes: readonly CpuProfileNode[] = paths.map(([name], i) => ({
  id: i + 1,
  callFrame: {
    functionName: name,
    url: name.startsWith('(') ? '' : 'file:///app/main.js',
    lineNumber: i * 10,
    columnNumber: 4,
  },
  children: paths.flatMap(([child, parent]) => (parent === name ? [idOf(child)] : [])),
  positionTicks:
    name === 'hash'
      ? [
          { line: 53, ticks: 2 },
          { line: 55, ticks: 9 },
        ]
      : [],
}));

/** One sample each 10 ms. */
function profile(...names: readonly Name[]): CpuProfile {
  const startTime = 5_000_000;
  return {
    nodes,
    startTime,
    endTime: startTime + names.length * 10_000,
    samples: names.map(idOf),
    timeDeltas: names.map((_, i) => (i === 0 ? 0 : 10_000)),
  };
}

const many = <T>(count: number, value: T): readonly T[] =>
  Array.from({ length: count }, () => value);

test('a long stretch without idling is a slice, with its heaviest stack', () => {
  const slices = profileSlices(
    profile('(idle)', ...many(8, 'hash' as const), ...many(5, 'log' as const), '(idle)'),
    [],
    100,
  );
  expect(slices).toEqual([
    {
      atMs: 10,
      durationMs: 130,
      samples: 13,
      kind: 'javascript',
      ms: 80,
      stack: [
        { function: 'hash', file: 'file:///app/main.js', line: 55, column: 1, combinator: null },
        { function: 'handle', file: 'file:///app/main.js', line: 41, column: 5, combinator: null },
      ],
    },
  ]);
});

test('a function that takes most itself is the innermost one, whatever it calls', () => {
  const [slice] = profileSlices(
    profile(...many(8, 'handle' as const), ...many(3, 'hash' as const)),
    [],
    100,
  );
  expect(slice?.stack.map((frame) => frame.function)).toEqual(['handle']);
  expect(slice?.ms).toBe(110);
});

test('what is not longer than the threshold is none', () => {
  expect(profileSlices(profile(...many(10, 'hash' as const)), [], 100)).toEqual([]);
});

test('a turn of the loop ends a slice, though nobody idled', () => {
  const busy = profile(...many(12, 'hash' as const), ...many(15, 'tick' as const));
  const slices = profileSlices(busy, [2, 118], 100);
  expect(slices.map(({ atMs, durationMs }) => [atMs, durationMs])).toEqual([
    [10, 110],
    [120, 150],
  ]);
  expect(profileSlices(busy, [50, 100, 150, 200, 250], 100)).toEqual([]);
});

test('a stretch of a garbage collector, or of native code, has no stack', () => {
  const [collected, native] = profileSlices(
    profile(
      ...many(8, '(garbage collector)' as const),
      ...many(4, 'hash' as const),
      '(idle)',
      ...many(12, '(program)' as const),
    ),
    [],
    100,
  );
  expect(collected).toMatchObject({ kind: 'garbage collection', ms: 80, stack: [] });
  expect(native).toMatchObject({ kind: 'native code', ms: 120, stack: [] });
});

test('a profile without samples has no slices', () => {
  const { samples: _samples, timeDeltas: _deltas, ...rest } = profile('hash');
  expect(profileSlices(rest, [], 0)).toEqual([]);
});
