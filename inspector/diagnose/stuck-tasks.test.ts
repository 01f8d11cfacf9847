import { describe, expect, it } from 'vitest';
import {
  dumped,
  frame,
  group,
  history,
  observe,
  samples,
} from '../../test/support/observations.ts';
import { type Arrival, arrivals, readingsOf, seeded } from '../../test/support/synthetic-series.ts';
import { stuckTasks } from './stuck-tasks.ts';

const never = () => Number.POSITIVE_INFINITY;
const forgotten = (perMinute: number, to: number, seed = 1) =>
  arrivals({ perSecond: perMinute / 60, to, stays: never }, seeded(seed));
const fetching = [
  frame('fetch node:internal/deps/undici/undici:13:5'),
  frame('rates /app/rates.js:8:3'),
];
const all = (count: number): readonly Arrival[] =>
  Array.from({ length: count }, () => ({ at: -1, stays: never() }));

describe('found', () => {
  it('are waiters that nobody answers, beside those who are answered (S01)', () => {
    const answered = arrivals({ perSecond: 10, to: 70, stays: () => 0.3 }, seeded(2));
    const readings = readingsOf([...forgotten(60, 70), ...answered], 70);
    const [finding, ...others] = stuckTasks(
      observe({ groups: [history(readings, {}, { countsStuck: true })] }, { seconds: 70 }),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'stuck-tasks',
      severity: 'error',
      certainty: 'measured',
      location: { file: '/app/prices.js', line: 23, column: 7 },
      rule: 'settle/path',
      evidence: { function: 'ask', waitsFor: 'new Promise(…)', estimated: false },
    });
    expect(finding?.message).toMatch(/^\d+ tasks wait in ask \(prices.js:23\) for new Promise/);
    expect(finding?.evidence['oldestMs']).toBeGreaterThan(60_000);
  });

  it('are a few new ones a minute', () => {
    const readings = readingsOf(forgotten(4, 600), 600);
    expect(stuckTasks(observe({ groups: [history(readings)] }, { seconds: 600 }))).toHaveLength(1);
  });

  it('are found sooner where others settle quickly', () => {
    const readings = readingsOf(forgotten(60, 45), 45);
    const quick = { samples: 200, p99: 80, max: 300 };
    const at45 = (settleTimes: typeof quick) =>
      stuckTasks(observe({ groups: [history(readings, { settleTimes })] }, { seconds: 45 }));
    expect(at45(quick)[0]?.evidence).toMatchObject({ othersSettled: 200, othersSettleP99Ms: 80 });
    expect(at45({ ...quick, max: 9000 })).toEqual([]);
    expect(at45({ ...quick, samples: 5 })).toEqual([]);
  });

  it('are requests without an answer that pile up, though each has its socket (S19)', () => {
    const readings = readingsOf(forgotten(60, 90), 90);
    const handles = (second: number) => ({ handles: { TCPSocketWrap: 3 + second } });
    const found = stuckTasks(
      observe(
        { groups: [history(readings, { frames: fetching })], samples: samples(90, handles) },
        { seconds: 90 },
      ),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ certainty: 'measured', rule: 'time/no-timeout' });
    expect(found[0]?.location).toEqual({ file: '/app/rates.js', line: 8, column: 3 });
    expect(found[0]?.evidence['skippedFrames']).toEqual([
      'fetch node:internal/deps/undici/undici:13:5',
    ]);
  });

  it('is a single request after six times the threshold, as a suspicion', () => {
    const readings = (seconds: number) => readingsOf([{ at: 0, stays: never() }], seconds);
    const after = (seconds: number, settleTimes = { samples: 9, p99: 50, max: 60 }) =>
      stuckTasks(
        observe(
          { groups: [history(readings(seconds), { frames: fetching, settleTimes })] },
          { seconds },
        ),
      );
    expect(after(50)).toEqual([]);
    expect(after(61)).toMatchObject([
      { severity: 'warning', certainty: 'suspected', rule: 'time/no-timeout' },
    ]);
    // Others took as long, and settled: it asks for news and waits for them.
    expect(after(61, { samples: 4, p99: 50_000, max: 50_000 })).toEqual([]);
  });

  it('is a request in a dump, when it was seen before', () => {
    const waiting = group({ frames: fetching, observedMs: 65_000 });
    const none = observe(null, { tasks: dumped([{ ...waiting, observedMs: 5000 }]) });
    expect(stuckTasks(observe(null, { tasks: dumped([waiting]) }))).toHaveLength(1);
    expect(stuckTasks(none)).toEqual([]);
  });
});

describe('silent', () => {
  const silent = (tasks: readonly Arrival[], seconds = 300, more = {}, sockets = 3) => {
    const readings = readingsOf(tasks, seconds);
    const handles = { handles: { TCPSocketWrap: sockets } };
    const live = (countsStuck: boolean) => ({
      groups: [history(readings, more, { countsStuck })],
      samples: samples(seconds, () => handles),
    });
    return [
      ...stuckTasks(observe(live(false), { seconds })),
      ...stuckTasks(observe(live(true), { seconds })),
    ];
  };

  it('is a dump that cannot know: old and many', () => {
    const pool = group({ count: 500, state: 'stuck', ageMs: 3_600_000, observedMs: 3_600_000 });
    expect(stuckTasks(observe(null, { tasks: dumped([pool]) }))).toEqual([]);
  });

  it('is a pool of workers that wait for jobs', () => expect(silent(all(16), 900)).toEqual([]));

  it('are 1,000 quiet WebSockets, also while few of them talk', () => {
    expect(silent(all(1000), 900, {}, 1000)).toEqual([]);
    const settleTimes = { samples: 5000, p99: 100, max: 900 };
    expect(silent(all(1000), 900, { settleTimes }, 1000)).toEqual([]);
  });

  it('are WebSockets that connect one after the other, and stay', () => {
    const readings = readingsOf(forgotten(60, 600), 600);
    const handles = (second: number) => ({
      handles: { TCPSocketWrap: (readings[second]?.count ?? 0) + 2 },
    });
    const live = { groups: [history(readings)], samples: samples(600, handles) };
    expect(stuckTasks(observe(live, { seconds: 600 }))).toEqual([]);
  });

  it('is a stream that backpressure has paused', () => expect(silent(all(2))).toEqual([]));

  it('is a long poll within its timeout, from start-up on', () => {
    const polls = arrivals({ perSecond: 1, to: 240, stays: () => 30 }, seeded(4));
    for (const seconds of [40, 61, 75, 120, 240]) expect(silent(polls, seconds)).toEqual([]);
  });

  it('is a long poll of a minute, where each holds a connection', () => {
    const polls = arrivals({ perSecond: 1, to: 240, stays: () => 60 }, seeded(5));
    for (const seconds of [61, 75, 90, 120, 240]) {
      expect(silent(polls, seconds, {}, 80)).toEqual([]);
    }
  });

  it('are tasks that come into view because there was no survey', () => {
    // Sixty workers whose jobs take minutes: each is seen when it comes back for the next one.
    const readings = readingsOf(
      Array.from({ length: 60 }, (_, i) => ({ at: i * 2.5, stays: never() })),
      145,
    );
    const live = { groups: [history(readings)] };
    expect(stuckTasks(observe(live, { seconds: 145, tasks: null }))).toEqual([]);
    expect(stuckTasks(observe(live, { seconds: 145 }))).toHaveLength(1);
    // More than a process has workers, for five minutes.
    const more = { groups: [history(readingsOf(forgotten(60, 310), 310))] };
    expect(stuckTasks(observe(more, { seconds: 310, tasks: null }))).toHaveLength(1);
    // An outgoing request is new, whenever the attach was.
    const requests = readingsOf(forgotten(30, 70), 70);
    const asking = { groups: [history(requests, { frames: fetching })] };
    expect(stuckTasks(observe(asking, { seconds: 70, tasks: null }))).toHaveLength(1);
  });

  it('is a start-up burst', () => {
    const burst = arrivals({ perSecond: 200, to: 5, stays: never }, seeded(6));
    expect(silent(burst, 120)).toEqual([]);
  });

  it('is growth that was scaled up from too few that were seen', () => {
    const readings = readingsOf(forgotten(60, 90), 90);
    const sampled = (promises: number) =>
      stuckTasks(observe({ groups: [history(readings, { estimated: true, promises })] }));
    expect(sampled(3)).toEqual([]);
    expect(sampled(45)[0]).toMatchObject({ evidence: { estimated: true } });
    expect(sampled(45)[0]?.message).toMatch(/^About /);
  });
});
