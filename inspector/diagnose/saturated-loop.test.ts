import { expect, it } from 'vitest';
import type { LiveSample } from '../../protocol/live.ts';
import type { LiveObservations } from '../../protocol/observations.ts';
import { block, frame, observe, samples, timer } from '../../test/support/observations.ts';
import { saturatedLoop } from './saturated-loop.ts';

const busy = { utilization: 0.99, cpuPercent: 101 };
const observed = (
  sample: Partial<LiveSample>,
  live: Partial<LiveObservations> = {},
  seconds = 60,
) => saturatedLoop(observe({ samples: samples(seconds, () => sample), ...live }, { seconds }));

it.each<[string, Partial<LiveSample>, string]>([
  ['work', {}, 'busy for 99 % of the last 30 s, without a single long block.'],
  ['garbage collection', { gcMs: 450 }, '45 % of it in garbage collection'],
  ['promise churn', { promisesCreated: 2_300_000 }, 'about 2,300,000 new promises a second'],
])('is a loop without a rest, from %s (S30)', (cause, sample, says) => {
  const found = observed({ ...busy, ...sample });
  expect(found).toMatchObject([
    { id: 'saturated-loop', certainty: 'measured', cause, location: null, rule: null },
  ]);
  expect(found[0]?.message).toContain(says);
});

it('is silent about a busy loop with rests, without the CPU, in a burst, and in the first half minute', () => {
  expect(observed({ utilization: 0.9 })).toEqual([]);
  expect(observed(busy, {}, 25)).toEqual([]);
  // Others had the CPU, and the loop waited for it.
  expect(observed({ ...busy, cpuPercent: 30 })).toEqual([]);
  const burst = samples(60, (second) => (second > 40 ? busy : {}));
  expect(observed(busy, { samples: burst })).toEqual([]);
  const odd = samples(60, (second) => (second % 20 === 0 ? {} : busy));
  expect(observed(busy, { samples: odd })).toHaveLength(1);
});

it('tells how much of the time went into blocks when the rest has no idle time either (S30)', () => {
  const [found] = observed(busy, { blocks: [block(1, 50, { durationMs: 6000 })] });
  expect(found?.message).toContain(
    '99 % of the last 30 s, 20 % of it in blocks, the rest in short',
  );
  expect(found?.evidence).toMatchObject({ blockedShare: 0.2 });
});

it('leaves long blocks and spinning to their own diagnoses', () => {
  const long = [35, 40, 45, 50].map((second, i) => block(i, second, { durationMs: 4000 }));
  expect(observed(busy, { blocks: long })).toEqual([]);
  const stopped = block(1, 50, { durationMs: 4000, cause: 'stopped from outside' });
  expect(observed(busy, { blocks: [stopped] })).toHaveLength(1);
  const frames = [frame('waitForJob /app/jobs.js:17:11')];
  const poll = timer({ kind: 'immediate', delayMs: 0, fired: 9_000_000, frames });
  expect(observed({ ...busy, loopTurns: 150_000 }, { timers: [poll] })).toEqual([]);
});
