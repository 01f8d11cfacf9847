import { expect, test } from 'vitest';
import { costText, countOf, countText, durationText, megabytes } from './figures.ts';

test('counts', () => {
  expect(countText(1204)).toBe('1,204');
  expect(countText(1204, false)).toBe('≈1,204');
  expect(countOf(1, 'task')).toBe('1 task');
  expect(countOf(0, 'task')).toBe('0 tasks');
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [7_199_000, '1 h'],
  [200_000_000, '2 d'],
])('a duration of %i ms is %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test.each([
  [0.42, '0.4 ms'],
  [48.4, '48 ms'],
  [998, '1.0 s'],
  [1300, '1.3 s'],
  [45_200, '45 s'],
])('a cost of %d ms is %s', (milliseconds, text) => {
  expect(costText(milliseconds)).toBe(text);
});

test('sizes', () => {
  expect(megabytes(512_300_000)).toBe('512 MB');
  expect(megabytes(10)).toBe('1 MB');
});
