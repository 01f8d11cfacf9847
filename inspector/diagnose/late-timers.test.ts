import { expect, it } from 'vitest';
import { block, frame, observe, start, timer } from '../../test/support/observations.ts';
import { lateTimers } from './late-timers.ts';

/** Blocks of 300 ms at 10 s and 20 s. */
const blocks = [block(1, 10), block(2, 20)];
const fired = (second: number, lateMs: number) => ({ time: start + second * 1000, lateMs });
const late = [fired(10.3, 280), fired(20.31, 250)];

it('points at the timer and names the block that made it late (S20)', () => {
  expect(lateTimers(observe({ blocks, timers: [timer({ lateFirings: late })] }))).toMatchObject([
    {
      id: 'late-timers',
      certainty: 'measured',
      cause: 'compute',
      message:
        'A timer of 500 ms that withTimeout (timeout.js:8) sets fired up to 280 ms late, 2 times: the event loop was blocked by computing in hash (hash.js:12).',
      location: { file: '/app/timeout.js', line: 8, column: 3 },
      evidence: { late: 2, worstLateMs: 280, block: 'hash (hash.js:12)' },
      rule: 'cpu/loop',
    },
  ]);
});

it('is silent about lateness that no block explains', () => {
  const silent = (lateFirings: typeof late, its = blocks) =>
    expect(lateTimers(observe({ blocks: its, timers: [timer({ lateFirings })] }))).toEqual([]);
  silent([fired(15, 280), fired(25, 280)]);
  silent([fired(10.3, 1000), fired(20.3, 900)]);
  silent(late, []);
  silent(late.slice(1));
  silent([fired(10.3, 90), fired(20.3, 90)]);
  silent(
    late,
    blocks.map((each) => ({ ...each, cause: 'stopped from outside' as const })),
  );
});

it('takes one firing when it is a second late', () => {
  const long = [block(1, 10, { durationMs: 1500 })];
  const timers = [timer({ lateFirings: [fired(11.5, 1200)] })];
  expect(lateTimers(observe({ blocks: long, timers }))).toHaveLength(1);
});

it('leaves out timers of Node and of packages, and all but the five latest of one block', () => {
  const own = timer({ lateFirings: late, frames: [frame('setTimeout node:timers:1:1')] });
  expect(lateTimers(observe({ blocks, timers: [own] }))).toEqual([]);
  const forNode = [
    'cache node:internal/http:26:3',
    'end node:_http_outgoing:1:1',
    'get /app/a.js:8:3',
  ];
  const ofNode = timer({ lateFirings: late, frames: forNode.map((each) => frame(each)) });
  expect(lateTimers(observe({ blocks, timers: [ofNode] }))).toEqual([]);
  const timers = Array.from({ length: 9 }, (_, i) =>
    timer({ lateFirings: late, frames: [frame(`a /app/a.js:${i + 1}:1`)] }),
  );
  expect(lateTimers(observe({ blocks, timers }))).toHaveLength(5);
});

it('takes a timer that the program has Node set', () => {
  for (const setter of [
    'setTimeout node:timers/promises:1:1',
    'timeout node:internal/abort_controller:1:1',
  ]) {
    const frames = [frame(setter), frame('get /app/a.js:8:3')];
    expect(
      lateTimers(observe({ blocks, timers: [timer({ lateFirings: late, frames })] })),
    ).toMatchObject([{ location: { file: '/app/a.js', line: 8 } }]);
  }
});
