import { expect, test } from 'vitest';
import { ringLayout } from '../components/ring-layout.ts';
import { madeUpTasks } from './made-up-tasks.ts';
import { cyclesOf, sharedPromisesOf } from './waits.ts';

const shared = 'a shared promise inside load(), or one that it returned';
const tasks = madeUpTasks([
  { stack: 'pay > reserve', state: 'cycle', proven: true, count: 2 },
  { stack: 'serve > quote', count: 3, waitsFor: shared },
  { stack: 'job', count: 40, waitsFor: shared },
  {
    stack: 'serve > list',
    count: 5,
    waitsFor: 'a shared promise inside connect(), in an await younger',
  },
  { stack: 'sleep', waitsFor: 'delay(5)' },
]);

test('a cycle goes from each function to the one that it awaits', () => {
  expect(cyclesOf(tasks)).toMatchObject([
    { count: 2, proven: true, frames: [{ function: 'pay' }, { function: 'reserve' }] },
  ]);
});

test('shared promises are put together by the call that makes them', () => {
  const found = sharedPromisesOf(tasks).map(({ call, waiting, awaiters }) => ({
    call,
    waiting,
    who: awaiters.map(({ frame }) => frame.function),
  }));
  expect(found).toEqual([
    { call: 'load()', waiting: 43, who: ['job', 'quote'] },
    { call: 'connect()', waiting: 5, who: ['list'] },
  ]);
});

test.each([1, 2, 3, 5, 12])('a ring of %d has room for all, and an arrow from each', (count) => {
  const { points, arrows, width, height } = ringLayout(count);
  expect(arrows).toHaveLength(count);
  for (const [index, { x, y }] of points.entries()) {
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(width);
    expect(y).toBeLessThan(height);
    const others = points.filter((_, other) => other !== index);
    const apart = others.every((p) => Math.abs(p.x - x) >= 190 || Math.abs(p.y - y) >= 40);
    expect(apart).toBe(true);
  }
  expect(arrows.join()).not.toContain('NaN');
});
