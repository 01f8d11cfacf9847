/** Whether more tasks are simply more work: more connections, more CPU time, or everything else growing alike. */
import type { LiveSample } from '../../protocol/live.ts';
import type { AwaitSite } from './await-sites.ts';
import type { Point } from './statistics/growth.ts';
import { median } from './statistics/median.ts';

/** As Node names them in `process.getActiveResourcesInfo()`. */
const socketKind = /^(?:TCPSocket|Pipe|TLS|Http2Session|HTTP2SESSION)(?:Wrap)?$/i;

export function openSockets({ handles }: LiveSample): number {
  return Object.entries(handles)
    .filter(([kind]) => socketKind.test(kind))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** How many more sockets were open at the end of the time for which the site was seen than at its start. */
export function socketGrowth(site: AwaitSite, samples: readonly LiveSample[]): number {
  const [before, after] = levels(pointsOf(site, samples, openSockets), true);
  return after - before;
}

/** Percent of a core: less is what leaked tasks may take themselves, or noise. */
const muchCpu = 10;

/**
 * True when something else grew by at least half as much, in proportion: the CPU time of the process (leaked tasks that
 * mostly wait take far less), or the tasks that are started elsewhere. Then there is more traffic, and no leak at this
 * one `await`.
 * @param surveyed without a survey all counts begin with 0, and the first twelfth of the time is left out
 */
export function loadGrowsAlike(
  site: AwaitSite,
  all: readonly AwaitSite[],
  samples: readonly LiveSample[],
  surveyed: boolean,
): boolean {
  const own = levels(
    pointsOf(site, site.readings, (reading) => reading.count),
    surveyed,
  );
  const cpu = levels(
    pointsOf(site, samples, ({ cpuPercent }) => cpuPercent),
    surveyed,
  );
  const elsewhere = levels(tasksElsewhere(site, all), surveyed);
  const alike = (other: Levels) => relative(other) >= relative(own) / 2;
  return (
    (alike(cpu) && rise(cpu) >= muchCpu) || (alike(elsewhere) && rise(elsewhere) >= rise(own) / 10)
  );
}

type Levels = readonly [before: number, after: number];

const rise = ([before, after]: Levels) => after - before;
const relative = (levels: Levels) => rise(levels) / Math.max(1, levels[0]);

/** Medians of the first (or second) and of the last twelfth of the time. */
function levels(points: readonly Point[], fromStart: boolean): Levels {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [0, 0];
  const twelfth = (last.time - first.time) / 12;
  const begin = fromStart ? first.time : first.time + twelfth;
  const within = (from: number, to: number) =>
    points.filter(({ time }) => time >= from && time <= to).map(({ value }) => value);
  const ends = [within(begin, begin + twelfth), within(last.time - twelfth, last.time)];
  const [before = 0, after = 0] = ends.map((values) => (values.length > 0 ? median(values) : 0));
  return [before, after];
}

/** During the time for which the site was seen. */
function pointsOf<T extends { readonly time: number }>(
  { readings, latest }: AwaitSite,
  all: readonly T[],
  valueOf: (each: T) => number,
): readonly Point[] {
  const from = readings[0]?.time ?? latest.time;
  return all
    .filter(({ time }) => time >= from && time <= latest.time)
    .map((each) => ({ time: each.time, value: valueOf(each) }));
}

/** Tasks at all places that share no outermost function with this one, at the times of its readings. */
function tasksElsewhere(site: AwaitSite, all: readonly AwaitSite[]): readonly Point[] {
  const starts = new Set(site.groups.map(startOf));
  const others = all
    .filter(({ groups }) => groups.every((group) => !starts.has(startOf(group))))
    .map(({ readings }) => ({ readings, at: -1 }));
  return site.readings.map(({ time }) => {
    let value = 0;
    for (const other of others) {
      while ((other.readings[other.at + 1]?.time ?? Infinity) <= time) other.at++;
      value += other.readings[other.at]?.count ?? 0;
    }
    return { time, value };
  });
}

/** The outermost function: what the task was started as. */
function startOf({ frames }: AwaitSite['groups'][number]): string {
  const outermost = frames.at(-1);
  return outermost ? `${outermost.function} ${outermost.file}` : '';
}
