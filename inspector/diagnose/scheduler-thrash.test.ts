import { expect, it } from 'vitest';
import type { LiveSample } from '../../protocol/live.ts';
import { frame, observe, samples, timer } from '../../test/support/observations.ts';
import { schedulerThrash } from './scheduler-thrash.ts';

const frames = [frame('waitForJob /app/jobs.js:17:11')];
const spinning = { utilization: 0.99, loopTurns: 150_000 };
const immediate = timer({ kind: 'immediate', delayMs: 0, fired: 9_000_000, frames });
const observed = (sample: Partial<LiveSample>, timers = [immediate], seconds = 60) =>
  schedulerThrash(observe({ samples: samples(seconds, () => sample), timers }, { seconds }));

it('is an immediate that is set again and again (S22)', () => {
  expect(observed(spinning)).toMatchObject([
    {
      id: 'scheduler-thrash',
      certainty: 'measured',
      message: 'waitForJob (jobs.js:17) polls: it sets an immediate 150,000 times a second.',
      location: { file: '/app/jobs.js', line: 17, column: 11 },
      evidence: { loopTurnsPerSecond: 150_000, utilization: 0.99 },
      rule: 'starve/poll',
    },
  ]);
});

it('is a timeout of 0 ms, which leaves the loop some rest', () => {
  const poll = timer({ kind: 'timeout', delayMs: 1, fired: 50_000, frames });
  expect(observed({ utilization: 0.3, loopTurns: 900 }, [poll])).toHaveLength(1);
  expect(observed({ utilization: 0.3, loopTurns: null }, [poll])).toHaveLength(1);
  expect(observed({ utilization: 0.3, loopTurns: 9000 }, [poll])).toEqual([]);
});

it('is a suspicion while no place is known', () => {
  expect(observed(spinning, [])).toMatchObject([{ certainty: 'suspected', location: null }]);
  expect(observed({ ...spinning, loopTurns: 8000 }, [])).toEqual([]);
});

it('is told by the immediates where Node does not count turns', () => {
  const uncounted = { ...spinning, loopTurns: null, cpuPercent: 98 };
  expect(observed(uncounted)).toHaveLength(1);
  expect(observed(uncounted, [{ ...immediate, fired: 60_000 }])).toEqual([]);
});

it('is silent about many turns that do work (S30)', () => {
  const perSecond = (fired: number) => [{ ...immediate, fired: fired * 60 }];
  const churning = { utilization: 1, cpuPercent: 90, loopTurns: 62_000 };
  expect(observed({ ...churning, gcMs: 130 }, perSecond(45_000))).toEqual([]);
  expect(observed({ ...churning, gcMs: 130, loopTurns: null }, perSecond(45_000))).toEqual([]);
  expect(observed({ ...churning, promisesCreated: 12_000_000 }, perSecond(45_000))).toEqual([]);
  expect(observed({ ...churning, loopTurns: 9_000 }, perSecond(8_000))).toEqual([]);
  expect(observed({ ...churning, loopTurns: 270_000, gcMs: 20 }, perSecond(210_000))).toHaveLength(
    1,
  );
  expect(observed({ ...churning, loopTurns: 62_000, gcMs: 20 }, perSecond(45_000))).toHaveLength(1);
});

it('is silent about work that yields, about a busy server, and about a short burst', () => {
  const yielding = { ...immediate, fired: 12_000 };
  expect(observed({ utilization: 0.99, loopTurns: 200 }, [yielding])).toEqual([]);
  expect(
    observed({ utilization: 0.6, loopTurns: 9000 }, [{ ...immediate, fired: 500_000 }]),
  ).toEqual([]);
  expect(observed(spinning, [immediate], 20)).toEqual([]);
  expect(observed({ ...spinning, lagMs: { p50: 90, p99: 400, max: 500 } })).toEqual([]);
  const slow = timer({ kind: 'timeout', delayMs: 50, fired: 1200, frames });
  expect(observed({}, [slow])).toEqual([]);
  const ofNode = { ...immediate, frames: [frame('onRead node:net:1:1')] };
  expect(observed({ ...spinning, loopTurns: 9000 }, [ofNode])).toEqual([]);
});
