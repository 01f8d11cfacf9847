import { expect, test } from 'vitest';
import { createFollowCosts } from './follow-costs.ts';

/** Milliseconds on a clock that only moves when something takes time. */
function clockedCosts() {
  let clock = 0;
  const costs = createFollowCosts(() => clock);
  const take = costs.timed((milliseconds: number) => void (clock += milliseconds));
  return { costs, take, pass: (milliseconds: number) => void (clock += milliseconds) };
}

test('what following takes is told from the rest, per second', () => {
  const { costs, take } = clockedCosts();
  take(3);
  take(1);
  expect(costs.second(10, 2_000)).toEqual({ followMs: 2, otherMs: 8 });
});

test('what is done once is part of neither', () => {
  const { costs, pass } = clockedCosts();
  costs.timed(() => costs.once(() => pass(50)))();
  expect(costs.second(54, 1_000)).toEqual({ followMs: 0, otherMs: 4 });
});

test('one busy second changes nothing', () => {
  const { costs, take } = clockedCosts();
  for (const milliseconds of [2, 2, 90, 2]) {
    take(milliseconds);
    costs.second(milliseconds + 5, 1_000);
  }
  take(2);
  expect(costs.second(95, 1_000)).toEqual({ followMs: 2, otherMs: 5 });
});

test('what fails is billed as well', () => {
  const { costs, pass } = clockedCosts();
  const failing = costs.timed(() => {
    pass(7);
    throw new Error('no');
  });
  expect(failing).toThrow('no');
  expect(costs.second(7, 1_000)).toEqual({ followMs: 7, otherMs: 0 });
});
