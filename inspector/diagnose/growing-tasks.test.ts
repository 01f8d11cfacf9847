import { describe, expect, it } from 'vitest';
import type { LiveObservations } from '../../protocol/observations.ts';
import { block, frame, history, observe, samples } from '../../test/support/observations.ts';
import {
  arrivals,
  readingsOf,
  type SimulatedReading,
  seeded,
} from '../../test/support/synthetic-series.ts';
import { growingTasks } from './growing-tasks.ts';

const loop = [frame('refresh /app/cache.js:31:5')];

/** Tasks that sleep for a second again and again: each round leaves the `await` and comes back to it. */
function sleepers(count: (second: number) => number, seconds: number): readonly SimulatedReading[] {
  let settled = 0;
  return Array.from({ length: seconds + 1 }, (_, second) => {
    const now = Math.round(count(second));
    settled += now;
    return { second, count: now, oldestAgeMs: 1000, settled, stuck: 0 };
  });
}

const diagnoseAt = (
  readings: readonly SimulatedReading[],
  live: Partial<LiveObservations> = {},
  more = {},
) => {
  const seconds = readings.length - 1;
  const waitsFor = 'delay(1000)';
  const groups = [history(readings, { frames: loop, waitsFor }), ...(live.groups ?? [])];
  return growingTasks(
    observe({ samples: samples(seconds), ...live, groups }, { seconds, ...more }),
  );
};

describe('a leak (S17)', () => {
  it('is found from the start', () => {
    const [finding, ...others] = diagnoseAt(sleepers((second) => 2 * second, 90));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'growing-tasks',
      severity: 'warning',
      certainty: 'measured',
      cause: 'leak',
      location: { file: '/app/cache.js', line: 31, column: 5 },
      rule: 'leak/listener',
    });
    expect(finding?.evidence['perMinute']).toBeCloseTo(120, -1);
  });

  it('is found after hours, when it has grown by little in proportion', () => {
    const readings = sleepers((second) => 20_000 + 5 * second, 600);
    expect(diagnoseAt(readings)).toMatchObject([{ cause: 'leak' }]);
  });

  it('is not confirmed before six times the threshold', () => {
    expect(diagnoseAt(sleepers((second) => 2 * second, 55))).toEqual([]);
  });

  it('takes longer without a survey', () => {
    const without = { tasks: null };
    expect(
      diagnoseAt(
        sleepers((second) => 2 * second, 290),
        {},
        without,
      ),
    ).toEqual([]);
    expect(
      diagnoseAt(
        sleepers((second) => 2 * second, 310),
        {},
        without,
      ),
    ).toHaveLength(1);
  });
});

describe('no leak', () => {
  it('is more traffic: more connections', () => {
    const readings = sleepers((second) => 100 + second, 600);
    const handles = (second: number) => ({ handles: { TCPSocketWrap: 50 + second } });
    expect(diagnoseAt(readings, { samples: samples(600, handles) })).toEqual([]);
  });

  it('is more traffic: more work', () => {
    const readings = sleepers((second) => 100 + second / 2, 600);
    const cpu = (rise: number) =>
      samples(600, (second) => ({ cpuPercent: 12 + (rise * second) / 600 }));
    expect(diagnoseAt(readings, { samples: cpu(36) })).toEqual([]);
    expect(diagnoseAt(readings, { samples: cpu(12) })).toHaveLength(1);
  });

  it('is more traffic: everything else grows alike', () => {
    const other = { frames: [frame('handle /app/routes.js:3:3')] };
    const readings = sleepers((second) => 100 + second / 2, 600);
    const alike = history(
      sleepers((second) => 60 + second / 3, 600),
      other,
    );
    const constant = history(
      sleepers(() => 60, 600),
      other,
    );
    expect(diagnoseAt(readings, { groups: [alike] })).toEqual([]);
    expect(diagnoseAt(readings, { groups: [constant] })).toHaveLength(1);
  });

  it('is a day whose load has risen and stays', () => {
    const random = seeded(3);
    const rate = (second: number) => 5 + Math.min(900, second) / 60;
    const tasks = arrivals({ perSecond: rate, from: -10, to: 1800, stays: () => 1.5 }, random);
    expect(diagnoseAt(readingsOf(tasks, 1800))).toEqual([]);
  });

  it('is a group that stuck-tasks reports', () => {
    const tasks = arrivals(
      { perSecond: 1, to: 90, stays: () => Number.POSITIVE_INFINITY },
      seeded(1),
    );
    expect(diagnoseAt(readingsOf(tasks, 90))).toEqual([]);
    // Nor with others at the same place that come and go.
    const stays = () => 0.5;
    const others = arrivals({ perSecond: 20, to: 90, stays }, seeded(2));
    const mixed = history(readingsOf([...tasks, ...others], 90), {}, { countsStuck: true });
    expect(growingTasks(observe({ groups: [mixed] }, { seconds: 90 }))).toEqual([]);
  });

  it('is a population that hardly moves: workers that come into view without a survey', () => {
    const workers = Array.from({ length: 60 }, (_, i) => ({
      at: i * 7,
      stays: Number.POSITIVE_INFINITY,
    }));
    expect(diagnoseAt(readingsOf(workers, 400), {}, { tasks: null })).toEqual([]);
  });

  it('is anything in a dump', () => expect(growingTasks(observe(null))).toEqual([]));
});

describe('a fan-out (S13)', () => {
  const caller = frame('importAll /app/import.js:14:9', {
    combinator: { kind: 'all', index: null, members: 10_000 },
  });
  const frames = [frame('save /app/save.js:5:5'), caller];
  const burst = sleepers((second) => (second >= 20 && second <= 26 ? 10_000 : 0), 60);
  const observed = (live: Partial<LiveObservations>, more = { frames }) =>
    growingTasks(observe({ groups: [history(burst, more)], ...live }, { seconds: 60 }));
  const slow = samples(60, (second) =>
    second === 21 ? { lagMs: { p50: 20, p99: 300, max: 640 } } : {},
  );

  it('is found when the loop was late meanwhile, at the Promise.all', () => {
    expect(observed({ samples: slow })).toMatchObject([
      {
        cause: 'fan-out',
        severity: 'warning',
        location: { file: '/app/import.js', line: 14, column: 9 },
        evidence: { tasks: 10_000, longestTurnMs: 640, waitsIn: 'save (save.js:5)' },
        rule: 'conc/fanout',
      },
    ]);
    expect(observed({ blocks: [block(1, 23)] })).toHaveLength(1);
  });

  it('is one finding, however many stacks its members have', () => {
    const other = { frames: [frame('check /app/save.js:9:5'), caller] };
    const groups = [history(burst, { frames }), history(burst, other)];
    expect(growingTasks(observe({ groups, samples: slow }, { seconds: 60 }))).toHaveLength(1);
  });

  it('is silent when it harmed nobody, or the loop was late at another time', () => {
    expect(observed({})).toEqual([]);
    expect(observed({ blocks: [block(1, 50)] })).toEqual([]);
  });

  it('is silent without a combinator: a burst of requests has no caller to blame', () => {
    expect(observed({ samples: slow }, { frames: [frame('save /app/save.js:5:5')] })).toEqual([]);
  });
});
