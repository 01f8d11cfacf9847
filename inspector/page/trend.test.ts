import { expect, test } from 'vitest';
import type { GroupReading } from '../../protocol/observations.ts';
import { trendOf } from './trend.ts';

const reading = (time: number, count: number): GroupReading => ({
  time,
  count,
  oldestAgeMs: null,
  settled: 0,
  lost: 0,
});

test('one reading is no trend', () => {
  expect(trendOf([], 1_000)).toBeNull();
  expect(trendOf([reading(0, 5)], 1_000)).toBeNull();
});

test('a line of equal distances, in which the last reading counts until the next', () => {
  const trend = trendOf([reading(0, 2), reading(12_000, 6), reading(24_000, 9)], 24_000);
  expect(trend).toMatchObject({ change: 7, overMs: 24_000 });
  expect(trend?.counts).toHaveLength(24);
  expect(trend?.counts.slice(0, 11)).toEqual(new Array(11).fill(2));
  expect(trend?.counts.slice(11, 23)).toEqual(new Array(12).fill(6));
  expect(trend?.counts.at(-1)).toBe(9);
});

test('what has not changed since the last reading goes on to now', () => {
  const trend = trendOf([reading(0, 1), reading(1_000, 3)], 100_000);
  expect(trend?.counts.at(-1)).toBe(3);
  expect(trend?.overMs).toBe(100_000);
});
