// Nothing is found in healthy programs: random ones of ten kinds, ten minutes each, looked at every 30 seconds.
// Run once with 500 programs of each kind, with and without a survey: no finding in 10,000 programs (200,000 looks), so
// fewer than 1 healthy program in 3,000 gives a false alarm (95 % confidence, by the rule of three).
import { expect, it } from 'vitest';
import type { Observations } from '../../protocol/observations.ts';
import { healthyProgram, kinds, seconds } from '../../test/support/healthy-programs.ts';
import { dumped, frame, history } from '../../test/support/observations.ts';
import { arrivals, readingsOf, seeded } from '../../test/support/synthetic-series.ts';
import { diagnose } from './index.ts';

const otherPlace = { frames: [frame('lookUp /app/lookup.js:5:5')] };

type Live = ReturnType<typeof healthyProgram>['live'];

/** What was known at this second. */
function at(second: number, live: Live, surveyed: boolean): Observations {
  const now = live.attachedAt + second * 1000;
  const until = <T extends { readonly time: number }>(all: readonly T[]) =>
    all.filter(({ time }) => time <= now);
  const groups = live.groups.map((each) => ({ ...each, readings: until(each.readings) }));
  const { samples, blocks } = live;
  return {
    tasks: surveyed ? dumped([]) : null,
    live: { ...live, now, samples: until(samples), blocks: until(blocks), groups },
    thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
  };
}

function alarms(live: Live, surveyed: boolean): readonly string[] {
  const found = new Set<string>();
  for (let second = 30; second <= seconds; second += 30) {
    for (const finding of diagnose(at(second, live, surveyed))) found.add(finding.message);
  }
  return [...found];
}

const cases = kinds.flatMap((kind) => [true, false].map((surveyed) => ({ kind, surveyed })));

it.each(cases)('$kind, surveyed: $surveyed', { timeout: 30_000 }, ({ kind, surveyed }) => {
  for (let seed = 0; seed < 15; seed++) {
    expect(alarms(healthyProgram(kind, seed, surveyed).live, surveyed)).toEqual([]);
  }
});

it('would find a fault in the same programs', () => {
  let found = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { live } = healthyProgram('requests that wait for a database', seed, true);
    const stays = () => Number.POSITIVE_INFINITY;
    const forgotten = arrivals({ perSecond: 0.2, to: seconds, stays }, seeded(seed));
    const groups = [...live.groups, history(readingsOf(forgotten, seconds), otherPlace)];
    if (alarms({ ...live, groups }, true).length > 0) found++;
  }
  expect(found).toBe(20);
});
