// Periods of stacks.
import { expect, test } from 'vitest';
import { repetition } from './repetition.ts';

const repeated = (round: readonly number[], times: number) =>
  Array.from({ length: times }, () => round).flat();

test.each([
  ['one frame', repeated([7], 128), { prefix: 0, period: 1 }],
  ['two frames', repeated([1, 2], 64), { prefix: 0, period: 2 }],
  ['a round that is cut off', [...repeated([1, 2, 3], 42), 1, 2], { prefix: 0, period: 3 }],
  ['a round that holds a smaller one', repeated([1, 1, 2], 40), { prefix: 0, period: 3 }],
  ['after a beginning of its own', [8, 9, ...repeated([1, 2], 60)], { prefix: 2, period: 2 }],
  ['three times', repeated([1, 2, 3, 4], 3), { prefix: 0, period: 4 }],
])('%s', (_, stack, expected) => {
  expect(repetition(stack)).toEqual(expected);
});

test.each([
  ['nothing', []],
  ['twice is not enough', [...repeated([1, 2, 3, 4], 2), 1, 2, 3]],
  ['twice after a beginning of its own', [5, 6, 7, 8, 9, ...repeated([1, 2, 3], 2)]],
  ['no repetition', Array.from({ length: 128 }, (_, i) => i)],
  ['one that ends before the outer end', [...repeated([1, 2], 60), 3]],
  [
    'one that begins too far out',
    [...Array.from({ length: 65 }, (_, i) => 100 + i), ...repeated([1], 60)],
  ],
])('none: %s', (_, stack) => {
  expect(repetition(stack)).toBeNull();
});

test('a part of the round before it counts to the repetition', () => {
  expect(repetition([2, ...repeated([1, 2], 60)])).toEqual({ prefix: 0, period: 2 });
});
