import { describe, expect, it } from 'vitest';
import type { Observations, WorkerLoop } from '../../protocol/observations.ts';
import { dumped, frame, group, history, observe } from '../../test/support/observations.ts';
import { stalledWorker } from './stalled-worker.ts';

const users = ['/app/prices.js'];
const frames = [frame('refresh /app/price-worker.js:7:11'), frame('listen node:events:1:1')];
const parked: WorkerLoop = {
  threadId: 2,
  name: '',
  file: '/app/price-worker.js',
  stalledMs: 12_000,
  doing: 'waits',
  frames,
};
const computing: WorkerLoop = { ...parked, doing: 'computes' };
const turning: WorkerLoop = { ...parked, threadId: 1, stalledMs: null, doing: null, frames: [] };

const readings = [{ second: 30, count: 4, oldestAgeMs: 25_000, settled: 0, stuck: 4 }];
const stuck = history(readings, {}, { countsStuck: true });

const observed = (loops: readonly WorkerLoop[], more: Partial<Observations> = {}) =>
  stalledWorker({ ...observe({ groups: [stuck] }), workers: { loops, users }, ...more });
const dumpedWith = (loops: readonly WorkerLoop[]) =>
  stalledWorker(observe(null, { tasks: dumped([group()]), workers: { loops, users } }));

it('names the worker that waits, and who waits for its messages (S26)', () => {
  expect(observed([turning, parked])).toMatchObject([
    {
      id: 'stalled-worker',
      severity: 'warning',
      certainty: 'measured',
      message:
        'Worker 2 (price-worker.js) has not turned its event loop for at least 12 s: it waits in Atomics.wait, in refresh (price-worker.js:7), while 4 tasks of the main thread wait in ask (prices.js:23).',
      location: { file: '/app/price-worker.js', line: 7, column: 11 },
      evidence: { threadId: 2, stalledMs: 12_000, doing: 'waits', waitingTasks: 4 },
    },
  ]);
});

it('is seen in a dump, when it waits', () => {
  expect(dumpedWith([turning, { ...parked, stalledMs: 1_200 }])).toHaveLength(1);
  expect(dumpedWith([turning, computing])).toEqual([]);
});

it('takes longer to be sure of one that may be at work', () => {
  expect(observed([{ ...computing, stalledMs: 29_000 }])).toEqual([]);
  expect(observed([{ ...computing, stalledMs: 31_000 }])).toHaveLength(1);
  const native: WorkerLoop = { ...parked, doing: 'native', frames: [], stalledMs: 31_000 };
  expect(observed([native])).toMatchObject([
    { location: null, message: expect.stringContaining('is inside a native call, while 4 tasks') },
  ]);
});

describe('is silent', () => {
  it('when all turn, and when none were asked', () => {
    expect(observed([turning])).toEqual([]);
    expect(stalledWorker(observe({ groups: [stuck] }))).toEqual([]);
  });

  it('when nobody waits for long in a file that uses workers', () => {
    const fresh = history([{ ...readings[0]!, stuck: 0 }], {}, { countsStuck: true });
    const elsewhere = history(
      readings,
      { frames: [frame('poll /app/mail.js:3:3')] },
      { countsStuck: true },
    );
    expect(
      stalledWorker({
        ...observe({ groups: [fresh, elsewhere] }),
        workers: { loops: [parked], users },
      }),
    ).toEqual([]);
  });

  it('about idle workers of a pool that wait for jobs in Atomics.wait', () => {
    const working = { ...computing, threadId: 1, stalledMs: 5_000 };
    expect(observed([working, parked])).toEqual([]);
    const ofPackage = [frame('onMessage /app/node_modules/piscina/dist/worker.js:1:1')];
    expect(observed([{ ...parked, frames: ofPackage }])).toEqual([]);
  });

  it('before the threshold', () => {
    expect(observed([{ ...parked, stalledMs: 4_000 }])).toEqual([]);
  });
});
