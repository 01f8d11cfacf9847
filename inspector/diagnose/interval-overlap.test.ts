import { expect, it } from 'vitest';
import { frame, observe, timer } from '../../test/support/observations.ts';
import { intervalOverlap } from './interval-overlap.ts';

const interval = {
  kind: 'interval',
  frames: [frame('start /app/sync.js:6:3')],
  delayMs: 1000,
  periodMs: 1001,
  fired: 30,
  overlaps: 28,
} as const;
const diagnoseTimer = (more: object) =>
  intervalOverlap(observe({ timers: [timer({ ...interval, ...more })] }));

it('is a job that is started again before it is over (S21)', () => {
  expect(diagnoseTimer({})).toMatchObject([
    {
      id: 'interval-overlap',
      certainty: 'measured',
      message:
        'The job that start (sync.js:6) starts every 1.0 s takes longer than that: 28 runs of 30 began before the last one was over.',
      location: { file: '/app/sync.js', line: 6, column: 3 },
      evidence: { overlaps: 28, fired: 30, driftMs: 1 },
      rule: 'timer/async-interval',
    },
  ]);
  expect(diagnoseTimer({ periodMs: 1400 })[0]?.message).toContain('; each starts 400 ms late');
});

it('is silent about now and then, about drift alone, and about what is not the program’s', () => {
  expect(diagnoseTimer({ overlaps: 2 })).toEqual([]);
  expect(diagnoseTimer({ overlaps: 5, fired: 1000 })).toEqual([]);
  expect(diagnoseTimer({ overlaps: 0, periodMs: 1500 })).toEqual([]);
  expect(diagnoseTimer({ kind: 'timeout' })).toEqual([]);
  expect(diagnoseTimer({ frames: [frame('a node:internal/http:1:1')] })).toEqual([]);
  expect(intervalOverlap(observe(null))).toEqual([]);
});
