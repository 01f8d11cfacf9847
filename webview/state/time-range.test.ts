import { expect, test } from 'vitest';
import { clampInterval, intervalOf, newestOf } from './time-range.ts';

test('the last minute moves with the time, a fixed range does not', () => {
  expect(intervalOf({ kind: 'last', spanMs: 60_000 }, 100_000)).toEqual({
    from: 40_000,
    to: 100_000,
  });
  const fixed = { kind: 'fixed', from: 5, to: 9_000 } as const;
  expect(intervalOf(fixed, 100_000)).toMatchObject({ from: 5, to: 9_000 });
});

test('a range is neither too short nor too long, and not where nothing is', () => {
  const clamp = (from: number, to: number) => clampInterval({ from, to }, 100_000, 200_000);
  expect(clamp(150_000, 150_100)).toEqual({ kind: 'fixed', from: 149_050, to: 151_050 });
  expect(clamp(0, 9e9)).toMatchObject({ from: 200_000 - 1_800_000, to: 200_000 + 1_800_000 });
  expect(clamp(0, 10_000)).toEqual({ kind: 'fixed', from: 95_000, to: 105_000 });
});

test('a block that goes on after the last sample is part of the time', () => {
  const samples = { time: [1_000, 2_000] } as unknown as Parameters<typeof newestOf>[0]['samples'];
  const block = { time: 2_500, durationMs: 700 } as Parameters<typeof newestOf>[0]['blocks'][0];
  expect(newestOf({ samples, blocks: [] })).toBe(2_000);
  expect(newestOf({ samples, blocks: [block] })).toBe(3_200);
  expect(newestOf({ samples, blocks: [{ ...block, time: 1_100 }] })).toBe(2_000);
});
