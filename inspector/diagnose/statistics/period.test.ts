import { expect, it } from 'vitest';
import { exponential, seeded } from '../../../test/support/synthetic-series.ts';
import { periodOf } from './period.ts';

/** Starts with these intervals, one after the other. */
function startsOf(count: number, interval: (i: number) => number): readonly number[] {
  let time = 0;
  return Array.from({ length: count }, (_, i) => (time += interval(i)));
}

it('finds the period of a timer, and of one that is set again after each run', () => {
  expect(periodOf(startsOf(7, () => 5000))).toEqual({
    periodMs: 5000,
    occurrences: 7,
    jitterMs: 0,
  });
  const random = seeded(2);
  const drifting = periodOf(startsOf(20, () => 5000 + 300 * random()));
  expect(drifting?.periodMs).toBeGreaterThan(5000);
  expect(drifting?.periodMs).toBeLessThan(5300);
});

it('is not put off by a run that was not seen, nor by one that is out of line', () => {
  expect(periodOf(startsOf(12, (i) => (i === 4 ? 10_000 : 5000)))?.periodMs).toBe(5000);
  expect(periodOf(startsOf(12, (i) => (i === 4 ? 7300 : 5000)))?.periodMs).toBe(5000);
});

it('has to be there most of the time: every fourth run may be missing, but not most of a third', () => {
  expect(periodOf(startsOf(12, (i) => (i % 4 === 3 ? 10_000 : 5000)))?.periodMs).toBe(5000);
  expect(periodOf(startsOf(13, (i) => (i % 4 === 3 ? 25_000 : 5000)))).toBeNull();
});

it('needs seven', () => {
  expect(periodOf(startsOf(6, () => 5000))).toBeNull();
  expect(periodOf([])).toBeNull();
  expect(periodOf(Array.from({ length: 9 }, () => 5))).toBeNull();
});

it.each<[string, (random: () => number) => number]>([
  ['Poisson arrivals', (random) => exponential(1000, random)],
  ['arrivals half as regular', (random) => exponential(500, random) + exponential(500, random)],
  ['an even spread from half to one and a half', (random) => 500 + 1000 * random()],
])('sees a period in fewer than 1 of 1,000 series of %s', (_, interval) => {
  let alarms = 0;
  let series = 0;
  for (const count of [7, 8, 10, 20, 60]) {
    for (let seed = 0; seed < 2000; seed++, series++) {
      const random = seeded(seed * 61 + count);
      if (periodOf(startsOf(count, () => interval(random)))) alarms++;
    }
  }
  expect(alarms / series).toBeLessThan(0.001);
});
