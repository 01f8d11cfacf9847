import { expect, it } from 'vitest';
import { block, frame, observe, timer } from '../../test/support/observations.ts';
import { exponential, seeded } from '../../test/support/synthetic-series.ts';
import { periodicBlock } from './periodic-block.ts';

const every = (seconds: number, count: number, more = {}) =>
  Array.from({ length: count }, (_, i) => block(i + 1, (i + 1) * seconds, more));

it('names the period, the place, and the timer that runs as often (S29)', () => {
  const timers = [
    timer({ kind: 'interval', delayMs: 60_000 }),
    timer({ kind: 'interval', delayMs: 5000, frames: [frame('startReports /app/reports.js:4:3')] }),
  ];
  const found = periodicBlock(observe({ blocks: every(5, 8), timers }, { seconds: 43 }));
  expect(found).toMatchObject([
    {
      id: 'periodic-block',
      certainty: 'measured',
      cause: 'compute',
      location: { file: '/app/hash.js', line: 12, column: 5 },
      evidence: { periodMs: 5000, times: 8, typicalMs: 300, timer: 'startReports (reports.js:4)' },
      rule: 'cpu/loop',
    },
  ]);
  expect(found[0]?.message).toBe(
    'Every 5.0 s the event loop is blocked for 300 ms by computing in hash (hash.js:12), as often as the timer of startReports (reports.js:4).',
  );
});

it('is silent about blocks that are over, that follow each other at once, or that are not ours', () => {
  const at = (blocks: ReturnType<typeof every>, seconds = 43) =>
    periodicBlock(observe({ blocks }, { seconds }));
  expect(at(every(5, 8), 200)).toEqual([]);
  expect(at(every(5, 8, { durationMs: 2000 }))).toEqual([]);
  expect(at(every(5, 8, { cause: 'stopped from outside' }))).toEqual([]);
  expect(at(every(5, 6), 33)).toEqual([]);
  expect(periodicBlock(observe(null))).toEqual([]);
});

it('takes blocks at different places for no period', () => {
  const blocks = every(5, 8).map((each, i) => ({
    ...each,
    frames: [frame(`${i % 2 ? 'a' : 'b'} /app/hash.js:1:1`)],
  }));
  expect(periodicBlock(observe({ blocks }, { seconds: 43 }))).toEqual([]);
});

it('is silent about blocks at random times, in all but 1 of 1,000 runs', () => {
  let alarms = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const random = seeded(seed);
    let second = 0;
    const blocks = Array.from({ length: 12 }, (_, i) =>
      block(i + 1, (second += exponential(5, random))),
    );
    alarms += periodicBlock(observe({ blocks, samples: [] }, { seconds: second + 1 })).length;
  }
  expect(alarms).toBeLessThanOrEqual(2);
});
