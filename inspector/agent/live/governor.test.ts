import { expect, test } from 'vitest';
import { decide, firstPlan, initCallMs, mayBegin, type Plan } from './governor.ts';

const budgetMs = 20;
const first = firstPlan(budgetMs);
const at = (rate: number, otherMs = 3, last: Plan = first, followMs = 0) =>
  decide({ rate, otherMs, followMs }, budgetMs, last);
/** Estimated milliseconds of hooks per second. */
const price = (plan: Plan, rate: number) => rate * plan.share * initCallMs;

test('few promises are all looked at, and so is their settling', () => {
  expect(at(1_000)).toMatchObject({ mode: 'continuous', watchSettled: true, oneIn: 1, share: 1 });
});

test('with more of them, settling is no longer watched', () => {
  expect(at(30_000)).toMatchObject({ mode: 'continuous', watchSettled: false });
});

test.each([200_000, 1_000_000, 10_000_000, 30_000_000])(
  'at %i a second, windows keep the price',
  (rate) => {
    const plan = at(rate);
    expect(plan.mode).toBe('windows');
    expect(price(plan, rate)).toBeLessThanOrEqual(budgetMs / 2);
    expect((rate * plan.share) / plan.oneIn).toBeLessThanOrEqual(12_000);
    expect(plan.windowMs / plan.cycleMs).toBeCloseTo(plan.share);
  },
);

test('when everything else takes the budget, the nursery is off', () => {
  expect(at(1_000_000, 25).mode).toBe('off');
});

test('following that is too dear is made less, not turned off', () => {
  const plan = at(200_000, 3, first, 25);
  expect(plan.mode).toBe('windows');
  expect(plan.share).toBeLessThan(at(200_000).share / 5);
});

test('a rate at the limit does not flip the mode', () => {
  const rate = 32_000;
  const continuous = at(20_000);
  expect(continuous.mode).toBe('continuous');
  expect(at(rate * 1.5, 3, continuous).mode).toBe('continuous');
  expect(at(rate * 1.5).mode).toBe('windows');
});

test('without a measurement the plan stays', () => {
  expect(decide({ rate: null, otherMs: 3, followMs: 0 }, budgetMs, first)).toBe(first);
});

test('a handful of promises is looked at even then: that cannot be felt', () => {
  expect(at(500, 25)).toMatchObject({ mode: 'continuous' });
});

test.each([
  ['a program that makes nothing but promises', 400, 1000, false],
  ['one that does so in bursts', 200, 230, false],
  ['one that spins', 150, 950, false],
  ['a service under full load', 35, 1000, true],
  ['a service with some load', 12, 300, true],
  ['one that does little, and makes garbage when it does', 5, 10, true],
  ['one that is idle', 0, 1, true],
])('whether the first hook is set: %s', (_, collectionsPerSecond, cpuMs, expected) => {
  const youngBytes = 16 * 2 ** 20;
  expect(mayBegin({ collectionsPerSecond, cpuMs, youngBytes }, budgetMs)).toBe(expected);
});

test('many collections of a small young generation are few promises', () => {
  const garbage = { collectionsPerSecond: 20, cpuMs: 60 };
  expect(mayBegin({ ...garbage, youngBytes: 16 * 2 ** 20 }, budgetMs)).toBe(false);
  expect(mayBegin({ ...garbage, youngBytes: 2 ** 20 }, budgetMs)).toBe(true);
});
