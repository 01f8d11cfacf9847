import { expect, test } from 'vitest';
import { block, observe, samples, start } from '../../test/support/observations.ts';
import { diagnose } from '../diagnose/index.ts';
import {
  blockAfter,
  earlierWith,
  findingsWithEarlier,
  nothingEarlier,
  withEarlier,
} from './earlier.ts';
import type { LiveSource } from './page-model.ts';

const later = (seconds: number) =>
  samples(5, () => ({})).map((each) => ({ ...each, time: each.time + seconds * 1_000 }));

function session(seconds: number, blocks: readonly ReturnType<typeof block>[]): LiveSource {
  const observations = observe({ samples: later(seconds), blocks });
  const findings = diagnose(observations).map((finding) => ({
    finding,
    begin: start + seconds * 1_000,
    end: null,
  }));
  return { observations: () => observations, tasks: null, findings };
}

const liveOf = (source: LiveSource) => source.observations()?.live ?? observe({}).live!;
const first = session(0, [block(1, 1), block(2, 3)]);
const second = session(60, [block(1, 61)]);
const afterFirst = earlierWith(nothingEarlier, first);
const afterSecond = earlierWith(afterFirst, second);

test('samples follow each other, and where they break off is known', () => {
  const third = withEarlier(afterSecond, liveOf(session(120, [])));
  expect(third.samples.map(({ time }) => (time - start) / 1_000)).toEqual([
    0, 1, 2, 3, 4, 5, 60, 61, 62, 63, 64, 65, 120, 121, 122, 123, 124, 125,
  ]);
  expect(third.resumedAt).toEqual([start + 60_000, start + 120_000]);
  expect(withEarlier(nothingEarlier, liveOf(first)).resumedAt).toEqual([]);
});

test('blocks go on being counted', () => {
  expect(withEarlier(afterFirst, liveOf(second)).blocks.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(blockAfter(afterSecond, block(1, 120)).id).toBe(4);
});

test('what was found has ended with its session, unless it is found again', () => {
  expect(first.findings.length).toBeGreaterThan(0);
  const kept = findingsWithEarlier(afterFirst, []);
  expect(kept.map(({ end }) => end)).toEqual(kept.map(() => start + 5_000));
  const again = findingsWithEarlier(afterFirst, second.findings);
  expect(again.filter(({ end }) => end === null)).toEqual(second.findings);
  expect(again.length).toBe(kept.length);
});

test('a session that has seen nothing leaves all as it was', () => {
  const silent = { observations: () => null, tasks: null, findings: [] };
  expect(earlierWith(afterFirst, silent)).toBe(afterFirst);
});

test('an hour of samples is kept, however often it breaks off', () => {
  let earlier = nothingEarlier;
  for (let n = 0; n < 700; n++) earlier = earlierWith(earlier, session(n * 60, [block(1, 1)]));
  expect(earlier.samples).toHaveLength(3_600);
  expect(earlier.blocks).toHaveLength(500);
  expect(new Set(earlier.blocks.map(({ id }) => id)).size).toBe(500);
  expect(earlier.findings.length).toBeLessThanOrEqual(200);
});
