import { expect, it } from 'vitest';
import { frame, history, observe, start } from '../../test/support/observations.ts';
import { awaitSites } from './await-sites.ts';

const ask = frame('ask /app/prices.js:23:7');
const reading = (second: number, count: number, settled = 0) => ({
  second,
  count,
  oldestAgeMs: second * 1000,
  settled,
  stuck: count,
});

it('adds up the groups that wait at one place, whoever called', () => {
  const observed = observe({
    groups: [
      history([reading(0, 1), reading(2, 3)], { frames: [ask, frame('quote /app/a.js:1:1')] }),
      history([reading(1, 10, 1), reading(2, 20, 5)], {
        frames: [ask, frame('order /app/b.js:1:1')],
      }),
    ],
  });
  const [site, ...others] = awaitSites(observed);
  expect(others).toEqual([]);
  expect(site?.readings.map(({ count }) => count)).toEqual([1, 11, 23]);
  expect(site?.latest).toMatchObject({ count: 23, settled: 5, oldestAgeMs: 2000 });
  expect(site?.groups[0]?.count).toBe(20);
});

it('leaves out cycles and groups without a place', () => {
  const observed = observe({
    groups: [
      history([reading(0, 1)], { state: 'cycle' }),
      history([reading(0, 1)], { frames: [frame('Promise.all')] }),
      history([], {}),
    ],
  });
  expect(awaitSites(observed)).toEqual([]);
});

it('says how many tasks stand for one that was seen', () => {
  const observed = observe({
    groups: [history([reading(0, 100)], { estimated: true, promises: 5 })],
  });
  expect(awaitSites(observed)[0]?.scale).toBe(20);
});

it('begins with the first survey, which brings old tasks into view', () => {
  const groups = [history([reading(0, 1), reading(10, 500), reading(20, 501)])];
  const counts = (surveyedAt: number | null) =>
    awaitSites(observe({ groups, surveyedAt }))[0]?.readings.map(({ count }) => count);
  expect(counts(start + 9000)).toEqual([500, 501]);
  expect(counts(null)).toEqual([1, 500, 501]);
});
