/** Whether the tasks at one `await` become more, beyond what arrivals and departures do by chance. */
import type { GroupReading } from '../../protocol/observations.ts';
import type { AwaitSite } from './await-sites.ts';
import { type Growth, growthOf } from './statistics/growth.ts';

export interface SiteGrowth extends Growth {
  readonly arrived: number;
  readonly departed: number;
  /** Lower bound of the tasks that were pending during the whole second half of the time. */
  readonly residents: number;
}

/** Really seen, not scaled up. Fewer are a coincidence too easily. */
const fewestTasks = 5;
/** Standard deviations. */
const chance = 4;

/**
 * `count`: all tasks; its rise must exceed what a population with as many arrivals and departures does by chance
 * (the difference of two Poisson counts, or of two draws of a stationary one, whichever scatters less).
 * `stuck`: only those older than the threshold, which short waits do not disturb.
 */
export function siteGrowth(site: AwaitSite, of: 'count' | 'stuck'): SiteGrowth | null {
  const { readings, scale } = site;
  const growth = growthOf(
    readings.map((reading) => ({ time: reading.time, value: valueOf(reading, of) })),
  );
  if (growth === null) return null;
  const rise = growth.to - growth.from;
  if (rise / scale < fewestTasks) return null;
  const { arrived, departed } = movement(readings);
  const level = growth.minima.reduce((sum, value) => sum + value, 0) / growth.minima.length;
  const scatter = Math.sqrt(scale * Math.min(arrived + departed, 2 * level));
  if (of === 'count' && rise < chance * scatter && departed > rise / 10) return null;
  return { ...growth, arrived, departed, residents: residents(readings) };
}

function valueOf(reading: GroupReading, of: 'count' | 'stuck'): number {
  return of === 'stuck' ? (reading.stuck ?? 0) : reading.count;
}

/** Arrivals follow from counts and departures. */
function movement(readings: readonly GroupReading[]): { arrived: number; departed: number } {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last) return { arrived: 0, departed: 0 };
  const departed = departures(last) - departures(first);
  return { arrived: Math.max(0, last.count - first.count + departed), departed };
}

const departures = ({ settled, lost }: GroupReading) => settled + lost;

/** Of those who were there at half-time, at most as many left as left at all. */
export function residents(readings: readonly GroupReading[]): number {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last) return 0;
  const middle = (first.time + last.time) / 2;
  const then = readings.findLast(({ time }) => time <= middle) ?? first;
  return Math.max(0, then.count - (departures(last) - departures(then)));
}
