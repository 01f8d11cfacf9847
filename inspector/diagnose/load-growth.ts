/** Whether more tasks are simply more work: more connections, or everything else growing alike. */
import type { LiveSample } from '../../protocol/live.ts';
import type { AwaitSite } from './await-sites.ts';
import { windowMinima } from './statistics/growth.ts';

/** As Node names them in `process.getActiveResourcesInfo()`. */
const socketKind = /^(?:TCPSocket|Pipe|TLS|Http2Session|HTTP2SESSION)(?:Wrap)?$/i;

export function openSockets({ handles }: LiveSample): number {
  return Object.entries(handles)
    .filter(([kind]) => socketKind.test(kind))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** How many more sockets were open at the end than at the start of this time; the smallest of each twelfth. */
export function socketGrowth(samples: readonly LiveSample[], from: number, to: number): number {
  const points = samples
    .filter(({ time }) => time >= from && time <= to)
    .map((sample) => ({ time: sample.time, value: openSockets(sample) }));
  const minima = windowMinima(points, Math.min(12, Math.max(1, points.length >> 1)));
  return minima ? (minima.at(-1) as number) - (minima[0] as number) : 0;
}

/**
 * True when tasks that are started elsewhere grew by at least half as much, in proportion: then there is more traffic,
 * and no leak at this one `await`.
 */
export function othersGrowAlike(site: AwaitSite, all: readonly AwaitSite[]): boolean {
  const starts = new Set(site.groups.map(startOf));
  const others = all.filter(({ groups }) => groups.every((group) => !starts.has(startOf(group))));
  const [first, last] = [site.readings[0], site.latest];
  if (!first || others.length === 0) return false;
  const relative = (from: number, to: number) => (to - from) / Math.max(1, from);
  const total = (time: number) =>
    others.reduce((sum, { readings }) => {
      return sum + (readings.findLast((reading) => reading.time <= time)?.count ?? 0);
    }, 0);
  return (
    relative(total(first.time), total(last.time)) >= relative(first.count, last.count) / 2 &&
    total(last.time) - total(first.time) >= (last.count - first.count) / 10
  );
}

/** The outermost function: what the task was started as. */
function startOf({ frames }: AwaitSite['groups'][number]): string {
  const outermost = frames.at(-1);
  return outermost ? `${outermost.function} ${outermost.file}` : '';
}
