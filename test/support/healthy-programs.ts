/** Random healthy programs, from a seed: what they show while somebody is attached for ten minutes. For tests. */
import type { LiveObservations } from '../../protocol/observations.ts';
import { block, frame, history, samples, start, timer } from './observations.ts';
import { type Arrival, arrivals, exponential, readingsOf, seeded } from './synthetic-series.ts';

export const kinds = [
  'requests that wait for a database',
  'slow jobs of very different length',
  'long polls within their timeout',
  'workers that wait for jobs',
  'quiet WebSockets',
  'batches that are flushed together',
  'bursts',
  'a start-up burst',
  'a load that rises with its connections',
  'a load that rises over constant connections',
] as const;
export type Kind = (typeof kinds)[number];

export const seconds = 600;

export interface HealthyProgram {
  readonly kind: Kind;
  readonly live: Omit<LiveObservations, 'now'>;
}

/** @param surveyed whether tasks that began before the attach are seen */
export function healthyProgram(kind: Kind, seed: number, surveyed: boolean): HealthyProgram {
  const random = seeded(seed * 31 + kinds.indexOf(kind));
  const between = (low: number, high: number) => low + (high - low) * random();
  const tasks = tasksOf[kind](random, between);
  const all = readingsOf(tasks, seconds);
  const readings = surveyed
    ? all
    : readingsOf(
        tasks.filter(({ at }) => at >= 0),
        seconds,
      );
  // Connections: one for each waiting task where a client waits, else those of a pool.
  const waiting = ['long polls within their timeout', 'quiet WebSockets', rising].includes(kind);
  const pool = Math.round(between(2, 30));
  const handles = (second: number) => ({
    TCPSocketWrap: pool + (waiting ? (all[second]?.count ?? 0) : 0),
  });
  const work = kind === busier ? startRates(tasks) : [];
  const live = {
    attachedAt: start,
    samples: samples(seconds, (second) => ({
      handles: handles(second),
      ...(work.length > 0 ? { cpuPercent: 10 * (work[second] ?? 1) } : {}),
    })),
    groups: [history(readings, {}, { countsStuck: seed % 2 === 0 })],
    // Now and then a turn is long, at a time that nothing decides, without a stack.
    blocks: [block(1, between(0, seconds), { frames: [], durationMs: 130, cause: 'unknown' })],
    lost: [],
    rejections: [],
    timers: [
      timer({ kind: 'interval', frames: [frame('beat /app/beat.js:3:3')], fired: 600 }),
      timer({ lateFirings: [] }),
    ],
  };
  return { kind, live };
}

const rising = 'a load that rises with its connections';
const busier = 'a load that rises over constant connections';

/** For each second the starts within five seconds of it, in proportion to those before the attach. */
function startRates(tasks: readonly Arrival[]): readonly number[] {
  const starts = Array.from({ length: seconds + 30 }, () => 0);
  for (const { at } of tasks) {
    const slot = Math.floor(at) + 30;
    if (slot >= 0) starts[slot] = (starts[slot] ?? 0) + 1;
  }
  const mean = (from: number, to: number) => {
    const part = starts.slice(from + 30, to + 30);
    return part.reduce((sum, count) => sum + count, 0) / part.length;
  };
  return Array.from(
    { length: seconds + 1 },
    (_, second) => mean(second - 5, Math.min(seconds, second + 5)) / mean(-30, 0),
  );
}

const never = Number.POSITIVE_INFINITY;

type Between = (low: number, high: number) => number;

const tasksOf: Readonly<
  Record<Kind, (random: () => number, between: Between) => readonly Arrival[]>
> = {
  'requests that wait for a database': (random, between) => {
    const mean = between(0.3, 5);
    const perSecond = between(0.5, 20) / mean;
    const stays = () => exponential(mean, random);
    return arrivals({ perSecond, from: -30, to: seconds, stays }, random);
  },
  'slow jobs of very different length': (random, between) => {
    const mean = between(5, 120);
    const perSecond = between(2, 60) / mean;
    const stays = () => exponential(mean, random);
    return arrivals({ perSecond, from: -600, to: seconds, stays }, random);
  },
  'long polls within their timeout': (random, between) => {
    const timeout = between(3, 60);
    const perSecond = between(2, 100) / timeout;
    // Half of the programs were started just before the attach.
    const from = random() < 0.5 ? 0 : -120;
    const stays = () => Math.min(timeout, exponential(timeout * 2, random));
    return arrivals({ perSecond, from, to: seconds, stays }, random);
  },
  'workers that wait for jobs': (random, between) =>
    returning(Math.round(between(1, 64)), between(5, 2000), 1, random),
  'quiet WebSockets': (random, between) =>
    returning(Math.round(between(50, 400)), between(30, 5000), 0, random),
  'batches that are flushed together': (random, between) => {
    const period = between(2, 60);
    const perSecond = between(0.5, 5);
    return arrivals({ perSecond, from: -60, to: seconds, stays: () => 0 }, random).map(
      ({ at }) => ({
        at,
        stays: period - (((at % period) + period) % period),
      }),
    );
  },
  bursts: (random, between) => {
    const mean = between(0.5, 15);
    const tasks: Arrival[] = [];
    for (let at = -60; at < seconds; at += exponential(between(10, 120), random)) {
      for (let n = Math.round(between(10, 300)); n > 0; n--) {
        tasks.push({ at, stays: exponential(mean, random) });
      }
    }
    return tasks;
  },
  'a start-up burst': (_, between) => {
    const count = Math.round(between(5, 500));
    const length = between(1, 25);
    const stays = between(0, 1) < 0.5 ? never : between(1, 30);
    return Array.from({ length: count }, (_each, i) => ({ at: (i * length) / count, stays }));
  },
  'a load that rises with its connections': (random, between) => {
    const mean = between(0.5, 120);
    const level = between(5, 60) / mean;
    const until = between(30, 600);
    const perSecond = (second: number) =>
      level * (1 + 4 * Math.min(1, Math.max(0, second) / until));
    const stays = () => exponential(mean, random);
    return arrivals({ perSecond, from: -300, to: seconds, stays }, random);
  },
  'a load that rises over constant connections': (random, between) => {
    const mean = between(0.5, 5);
    const level = between(5, 30) / mean;
    const until = between(30, 600);
    const perSecond = (second: number) =>
      level * (1 + 4 * Math.min(1, Math.max(0, second) / until));
    const stays = () => exponential(mean, random);
    return arrivals({ perSecond, from: -30, to: seconds, stays }, random);
  },
};

/** A constant number of tasks, each of which gets something now and then and comes back after a while. */
function returning(
  count: number,
  meanWait: number,
  awaySeconds: number,
  random: () => number,
): readonly Arrival[] {
  const tasks: Arrival[] = [];
  for (let each = 0; each < count; each++) {
    for (let at = -meanWait * random(); at < seconds; ) {
      const stays = exponential(meanWait, random);
      tasks.push({ at, stays });
      at += stays + awaySeconds * random();
    }
  }
  return tasks;
}
