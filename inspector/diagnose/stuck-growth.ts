/** Whether tasks arrive at one `await` and do not leave it: what `stuck-tasks` reports and `growing-tasks` leaves to it. */
import type { LiveObservations, Observations } from '../../protocol/observations.ts';
import { type AwaitSite, isSurveyed } from './await-sites.ts';
import { openSockets, socketGrowth } from './load-growth.ts';
import { residents, type SiteGrowth, siteGrowth } from './site-growth.ts';

/** In multiples of the stuck threshold. */
export const patience = { outlier: 3, usual: 6, sockets: 12, withoutSurvey: 30 };
/** More idle workers than a process has, so that they are not old ones that come into view. */
const manyWithoutSurvey = 100;

/** The reasons are in the comment of stuck-tasks.ts. */
export function stuckGrowth(site: AwaitSite, observations: Observations): SiteGrowth | null {
  const { live, thresholds } = observations;
  if (!live || site.latest.count < 5) return null;
  const times = (count: number) => count * thresholds.stuckAfterMs;
  const isRequest = site.awaited.kind === 'request';
  const outlier = isOutlier(site, thresholds.stuckAfterMs);
  const surveyed = isSurveyed(observations);
  const unsure = !surveyed && !outlier && !isRequest;
  const needed = unsure ? patience.withoutSurvey : outlier ? patience.outlier : patience.usual;
  if (site.latest.time - (site.readings[0]?.time ?? 0) < times(needed)) return null;
  const counted = site.readings.every(({ stuck }) => stuck !== undefined);
  const growth = siteGrowth(site, counted ? 'stuck' : 'count');
  if (!growth || !stays(site, growth)) return null;
  if (unsure && growth.to - growth.from < manyWithoutSurvey * site.scale) return null;
  return isExplained(site, growth, live, !surveyed, times(patience.sockets)) ? null : growth;
}

/** Lower bound when the oldest began before the attach. */
export function waitedMs({ readings, latest }: AwaitSite): number {
  const seenMs = latest.time - (readings[0]?.time ?? latest.time);
  return Math.max(latest.oldestAgeMs ?? 0, residents(readings) > 0 ? seenMs / 2 : 0);
}

/** Those who wait must be the same: the oldest for most of the time, or as many as cannot have left since. */
function stays({ latest, readings }: AwaitSite, growth: SiteGrowth): boolean {
  const grownSince = readings.find(({ count }) => count > 0)?.time ?? latest.time;
  return growth.residents > 0 || (latest.oldestAgeMs ?? 0) >= 0.6 * (latest.time - grownSince);
}

function isOutlier({ settleTimes, latest }: AwaitSite, stuckAfterMs: number): boolean {
  const { samples, p99, max } = settleTimes;
  const usual = Math.max(20 * p99, 3 * max);
  return samples >= 30 && usual <= stuckAfterMs && (latest.oldestAgeMs ?? 0) >= stuckAfterMs;
}

/** What is asked of others is not explained by the connection that it is asked over. */
function isExplained(
  site: AwaitSite,
  growth: SiteGrowth,
  { samples }: LiveObservations,
  noSurvey: boolean,
  patienceMs: number,
): boolean {
  if (site.awaited.kind === 'request') return false;
  if (socketGrowth(site, samples) >= (growth.to - growth.from) / 2) return true;
  const last = samples.at(-1);
  const each = last !== undefined && openSockets(last) >= site.latest.count;
  return each && (noSurvey || waitedMs(site) < patienceMs);
}
