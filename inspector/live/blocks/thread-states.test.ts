import { expect, test } from 'vitest';
import { parseThreadState, ThreadStateSampler } from './thread-states.ts';

test.each([
  ['42 (node) R 1 42', 'running'],
  ['42 (node) S 1 42', 'sleeping'],
  ['42 (node) D 1 42', 'disk'],
  ['42 (node) T 1 42', 'stopped'],
  ['42 (node) t 1 42', 'stopped'],
  ['42 (a) R) S (x) Z 1 42', null],
  ['', null],
] as const)('%s', (stat, state) => {
  expect(parseThreadState(stat)).toBe(state);
});

test.runIf(process.platform === 'linux')('samples this very thread as running', () => {
  const sampler = new ThreadStateSampler(process.pid);
  for (let i = 0; i < 5; i++) sampler.sample();
  const states = sampler.states();
  expect((states?.running ?? 0) + (states?.sleeping ?? 0)).toBe(5);
});

test('says nothing of a process on another machine', () => {
  const sampler = new ThreadStateSampler(null);
  sampler.sample();
  expect(sampler.states()).toBeNull();
});
