import { expect, test } from 'vitest';
import { clockOffset } from './cpu-profile.ts';

test('the offset of two clocks is what all readings of both allow', () => {
  // The true offset is 1000. The first reading took long, the second was quick.
  const slow = { profilerMs: 1_502, fromMs: 500, toMs: 540 };
  const quick = { profilerMs: 9_001, fromMs: 8_000.5, toMs: 8_001.5 };
  expect(clockOffset([slow])).toBe(982);
  expect(clockOffset([slow, quick])).toBeCloseTo(1_000, 0);
});
