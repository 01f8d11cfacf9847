import { expect, test } from 'vitest';
import { createPromiseRates } from './promise-rates.ts';

const quiet = { calls: 10, onMs: 20, created: 500, cutOff: false };

test('a burst is remembered while windows lie between the bursts', () => {
  const rates = createPromiseRates();
  rates.second({ calls: 300_000, onMs: 20, created: 300_000, cutOff: true }, 1000, 200);
  for (let i = 0; i < 9; i++) {
    rates.second(quiet, 1000, 200);
    expect(rates.highest).toBe(15_000_000);
  }
  // What was cut off went on for as long as the loop was busy.
  expect(rates.average).toBe((3_000_000 + 9 * 500) / 10);
  rates.second(quiet, 1000, 200);
  expect(rates.highest).toBe(500);
});

test('a second in which the hook was off says nothing', () => {
  const rates = createPromiseRates();
  rates.second({ ...quiet, onMs: 0, calls: 0 }, 1000, 10);
  expect(rates.highest).toBeNull();
  expect(rates.average).toBe(0);
});
