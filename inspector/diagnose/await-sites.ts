/** Groups of tasks by the place of their `await`, whoever called it: what "stuck here" and "growing here" are said of. */
import type { LiveTaskGroup } from '../../protocol/live.ts';
import type { GroupHistory, GroupReading, Observations } from '../../protocol/observations.ts';
import { type AwaitedCall, awaitedCall } from './awaited-call.ts';
import { locationKey, type Place, placeOf } from './location.ts';

export interface AwaitSite {
  readonly place: Place;
  readonly awaited: AwaitedCall;
  /** Those with most tasks first. */
  readonly groups: readonly LiveTaskGroup[];
  /** Sums over the groups; `oldestAgeMs` of the oldest, `stuck` only when all groups count it. */
  readonly readings: readonly GroupReading[];
  readonly latest: GroupReading;
  /** How many tasks stand for one that was seen: 1 unless the counts are scaled up from a sample. */
  readonly scale: number;
  readonly settleTimes: { readonly samples: number; readonly p99: number; readonly max: number };
}

/** Whether tasks that began before the attach are counted. */
export function isSurveyed(observations: Observations): boolean {
  return surveyTime(observations) !== null;
}

function surveyTime({ tasks, live }: Observations): number | null {
  if (live?.surveyedAt !== undefined) return live.surveyedAt;
  return tasks && live ? live.attachedAt : null;
}

/**
 * Cycles are left out: they have a diagnosis of their own. So are readings from before the first survey, which brings
 * tasks into view that were there all the time.
 */
export function awaitSites(observations: Observations): readonly AwaitSite[] {
  const from = surveyTime(observations) ?? 0;
  const byPlace = new Map<string, GroupHistory[]>();
  for (const { readings, ...fields } of observations.live?.groups ?? []) {
    const history = { ...fields, readings: since(from, readings) };
    const place = placeOf(history.group.frames);
    if (!place || history.group.state === 'cycle' || history.readings.length === 0) continue;
    const key = locationKey(place.location);
    const there = byPlace.get(key);
    if (there) there.push(history);
    else byPlace.set(key, [history]);
  }
  return [...byPlace.values()].map(siteOf);
}

function since(from: number, readings: readonly GroupReading[]): readonly GroupReading[] {
  return readings[0] && readings[0].time >= from
    ? readings
    : readings.filter(({ time }) => time >= from);
}

function siteOf(histories: readonly GroupHistory[]): AwaitSite {
  const groups = histories.map(({ group }) => group).sort((a, b) => b.count - a.count);
  const [largest] = groups as [LiveTaskGroup];
  const readings = mergeReadings(histories.map(({ readings }) => readings));
  const times = histories.flatMap(({ settleTimes }) => settleTimes ?? []);
  const seen = groups.reduce((sum, { promises }) => sum + promises, 0);
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return {
    place: placeOf(largest.frames) as Place,
    awaited: awaitedCall(largest),
    groups,
    readings,
    latest: readings.at(-1) as GroupReading,
    scale: groups.some(({ estimated }) => estimated) ? Math.max(1, count / Math.max(1, seen)) : 1,
    settleTimes: {
      samples: times.reduce((sum, { samples }) => sum + samples, 0),
      p99: Math.max(0, ...times.map(({ p99 }) => p99)),
      max: Math.max(0, ...times.map(({ max }) => max)),
    },
  };
}

/** Before its first reading a group was empty; after it, the last reading counts until the next. */
function mergeReadings(series: readonly (readonly GroupReading[])[]): readonly GroupReading[] {
  if (series.length === 1) return series[0] as readonly GroupReading[];
  const times = [...new Set(series.flatMap((readings) => readings.map(({ time }) => time)))];
  const next = series.map(() => 0);
  return times
    .sort((a, b) => a - b)
    .map((time) => {
      const current = series.flatMap((readings, i) => {
        while ((readings[next[i] as number]?.time ?? Infinity) <= time)
          next[i] = (next[i] as number) + 1;
        return readings[(next[i] as number) - 1] ?? [];
      });
      return sumOf(time, current);
    });
}

function sumOf(time: number, readings: readonly GroupReading[]): GroupReading {
  const sum = (of: (reading: GroupReading) => number) =>
    readings.reduce((total, reading) => total + of(reading), 0);
  const ages = readings.flatMap(({ oldestAgeMs, time: at }) =>
    oldestAgeMs === null ? [] : oldestAgeMs + time - at,
  );
  const counted = readings.every(({ stuck }) => stuck !== undefined);
  return {
    time,
    count: sum(({ count }) => count),
    oldestAgeMs: ages.length > 0 ? Math.max(...ages) : null,
    settled: sum(({ settled }) => settled),
    lost: sum(({ lost }) => lost),
    ...(counted ? { stuck: sum(({ stuck }) => stuck ?? 0) } : {}),
  };
}
