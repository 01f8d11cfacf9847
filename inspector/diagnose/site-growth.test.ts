import { expect, it } from 'vitest';
import { history, observe } from '../../test/support/observations.ts';
import {
  arrivals,
  exponential,
  readingsOf,
  type SimulatedReading,
  seeded,
} from '../../test/support/synthetic-series.ts';
import { type AwaitSite, awaitSites } from './await-sites.ts';
import { residents, siteGrowth } from './site-growth.ts';
import { growthOf } from './statistics/growth.ts';

const siteWith = (readings: readonly SimulatedReading[]) =>
  awaitSites(observe({ groups: [history(readings)] }))[0] as AwaitSite;

it('is more than arrivals and departures do by chance: waits of five minutes, seen for one', () => {
  // Seeds at which the count alone passes the tests of statistics/growth.ts: 8 of the first 1,500.
  for (const seed of [14, 255, 300, 366, 716, 882, 1297, 1376]) {
    const random = seeded(seed);
    const stays = () => exponential(300, random);
    const tasks = arrivals({ perSecond: 1, from: -1500, to: 60, stays }, random);
    const readings = readingsOf(tasks, 60);
    const counts = readings.map(({ second, count }) => ({ time: second * 1000, value: count }));
    expect(growthOf(counts)).not.toBeNull();
    expect(siteGrowth(siteWith(readings), 'count')).toBeNull();
  }
});

it('tells how many arrived and left, and how many must have stayed', () => {
  const readings = Array.from({ length: 61 }, (_, second) => ({
    second,
    count: 10 + second,
    oldestAgeMs: second * 1000,
    settled: Math.floor(second / 10),
    stuck: 0,
  }));
  const site = siteWith(readings);
  expect(siteGrowth(site, 'count')).toMatchObject({ arrived: 66, departed: 6, residents: 37 });
  expect(siteGrowth(site, 'stuck')).toBeNull();
  expect(residents([])).toBe(0);
});
