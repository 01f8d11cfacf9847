import { expect, test } from 'vitest';
import { createSurvivors } from './survivors.ts';

/** Adds pending promises at time 0, and takes their stacks, as many as fit into one tick, until all are taken. */
function followed(count: number, factor: number) {
  const survivors = createSurvivors(() => true, 10_000);
  const promises = Array.from({ length: count }, () => ({}));
  for (const promise of promises) survivors.add(promise, 0, factor, 0);
  let ticks = 0;
  for (let due = survivors.newcomers(400); due.length > 0; due = survivors.newcomers(400)) {
    // Of those that were handed out, some are left for the next time.
    for (const { survivor } of due.slice(0, 200)) survivors.placed(survivor, 1, 0);
    ticks++;
  }
  expect(promises).toHaveLength(count);
  survivors.verify(count, 1, [], 0);
  return { survivors, ticks, counts: survivors.counts() };
}

test('of many that are sampled, so few wait for their first stack that they live to see it', () => {
  const { survivors, ticks, counts } = followed(6_000, 5);
  expect(ticks).toBeLessThanOrEqual(5);
  expect(counts).toMatchObject([{ node: 1, exact: false, pending: 30_000, samples: 750 }]);
  expect(survivors.dropped).toBe(5_250);
});

test('none of those that are counted exactly is let go of, however many wait', () => {
  const { survivors, counts } = followed(6_000, 1);
  expect(counts).toMatchObject([{ node: 1, exact: true, pending: 6_000, samples: 6_000 }]);
  expect(survivors).toMatchObject({ dropped: 0, unprobed: 0 });
});
