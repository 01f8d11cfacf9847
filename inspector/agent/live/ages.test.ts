import { expect, test } from 'vitest';
import { createAges } from './ages.ts';

test('nothing has no ages', () => {
  expect(createAges().spread()).toBeNull();
});

test('one promise is youngest, oldest and median', () => {
  const ages = createAges();
  ages.add(7_000.4, 1);
  expect(ages.spread()).toMatchObject({ min: 7_000, median: 7_000, max: 7_000, total: 7_000 });
});

test('the median is exact to a quarter, whatever the ages', () => {
  const ages = createAges();
  for (let i = 1; i <= 999; i++) ages.add(i * 100, 1);
  const { median = 0, min, max, total, histogram = [] } = ages.spread() ?? {};
  expect(median).toBeGreaterThan(50_000 * 0.75);
  expect(median).toBeLessThan(50_000 * 1.25);
  expect({ min, max, total }).toEqual({ min: 100, max: 99_900, total: 49_950_000 });
  expect(histogram.reduce((sum, n) => sum + n, 0)).toBe(999);
});

test('a sampled promise stands for several', () => {
  const ages = createAges();
  ages.add(1_000, 1);
  ages.add(60_000, 10);
  expect(ages.spread()).toMatchObject({ total: 601_000, min: 1_000, max: 60_000 });
  expect(ages.spread()?.median).toBeGreaterThan(45_000);
});

test('what is older than half a day is in the last bucket', () => {
  const ages = createAges();
  ages.add(1e9, 1);
  expect(ages.spread()?.histogram).toHaveLength(24);
});
