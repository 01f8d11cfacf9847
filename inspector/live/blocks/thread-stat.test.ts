import { expect, test } from 'vitest';
import { parseThreadStat, readMainThread } from './thread-stat.ts';

const line = (start: string) => `${start} 42 42 0 -1 4194304 900 0 0 0 73 9 0 0 20 0 11 0 5000`;

test.each([
  ['42 (node) R 1', 'running'],
  ['42 (node) S 1', 'sleeping'],
  ['42 (node) D 1', 'disk'],
  ['42 (node) T 1', 'stopped'],
  ['42 (node) t 1', 'stopped'],
  ['42 (a) R) S (x) Z 1', null],
] as const)('%s', (start, state) => {
  expect(parseThreadStat(line(start))).toEqual({ state, cpuMs: 820 });
});

test('a line that is cut off says nothing', () => {
  expect(parseThreadStat('')).toBeNull();
  expect(parseThreadStat('42 (node) R 1 42')).toBeNull();
});

test.runIf(process.platform === 'linux')('reads this very thread', () => {
  const until = performance.now() + 50;
  while (performance.now() < until);
  expect(readMainThread(process.pid)?.cpuMs).toBeGreaterThan(0);
});

test('says nothing of a process on another machine', () => {
  expect(readMainThread(null)).toBeNull();
});
