import { expect, it } from 'vitest';
import { median } from './median.ts';
import { mannKendall, theilSen } from './trend.ts';

it('gives the standard score of Mann–Kendall, as worked out by hand', () => {
  // S = 45 of 45 pairs, variance 10 · 9 · 25 / 18 = 125: (45 − 1) / √125.
  expect(mannKendall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(3.935, 3);
  expect(mannKendall([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toBeCloseTo(-3.935, 3);
  // S = 8 with two ties of two: variance (5 · 4 · 15 − 2 · 2 · 1 · 9) / 18 = 14.67.
  expect(mannKendall([1, 1, 2, 2, 3])).toBeCloseTo(7 / Math.sqrt(264 / 18), 6);
});

it('says nothing about constant, empty and single values', () => {
  for (const values of [[], [4], [4, 4, 4, 4]]) expect(mannKendall(values)).toBe(0);
});

it('estimates a slope that a few wild values do not move', () => {
  expect(theilSen([0, 2, 4, 6, 8])).toBe(2);
  expect(theilSen([0, 2, 900, 6, 8, 10, 12])).toBe(2);
  expect(theilSen([1])).toBeNaN();
});

it('takes the middle of the middle two', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});
