import { expect, test } from 'vitest';
import { ThreadStateSampler } from './thread-states.ts';

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
