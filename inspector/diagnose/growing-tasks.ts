/**
 * Growing tasks: the tasks at one `await` become more and more, though each moves on; or one call starts thousands.
 *
 * Means: A background task is started for each request and never ended, such as a loop with a `sleep`: every round
 * leaves the `await` and comes back to it. Or `Promise.all(items.map(async ...))` over a list without a bound starts
 * all of its members at once, and the event loop has no room for anything else.
 *
 * Told by: `leak`: the number of tasks grows by the tests in statistics/growth.ts, by more than arrivals and departures
 * do by chance, for at least six times the stuck threshold and for 20 times as long as one wait lasts on average (by
 * Little's law: mean number of tasks times duration, divided by departures); without a survey for five times as long.
 * It is silent when there simply is more traffic: open connections grow by half as much, or CPU time or the tasks that
 * were started elsewhere grow alike. Tasks that do not leave the `await` at all belong to `stuck-tasks`. `fan-out`: 1,000 members or
 * more of one `Promise.all`, `allSettled` or `any` wait, and while they did a turn of the loop took longer than the
 * block threshold. A large fan-out that harms nobody is silent.
 *
 * Certainty: Measured.
 *
 * Advice: End background work with what it belongs to, by a signal. Bound a fan-out: a limiter, or slices.
 *
 * Rules: leak/listener, conc/fanout
 */
import type { Finding } from '../../protocol/finding.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { LiveTaskGroup } from '../../protocol/live.ts';
import type { GroupHistory, LiveObservations, Observations } from '../../protocol/observations.ts';
import { type AwaitSite, awaitSites, isSurveyed } from './await-sites.ts';
import type { Diagnosis } from './diagnosis.ts';
import { loadGrowsAlike, socketGrowth } from './load-growth.ts';
import { locationKey, locationOf, namePlace, placeOf, stackEvidence } from './location.ts';
import { type SiteGrowth, siteGrowth } from './site-growth.ts';
import { stuckGrowth } from './stuck-growth.ts';
import { duration, plural, rate } from './wording.ts';

const patience = 6;
const waits = 20;
const withoutSurvey = 5;
const manyMembers = 1000;
/** Milliseconds until tasks are seen: they are looked at when they have lived for a while, and not all at once. */
const seenAfterMs = 2_000;

export const growingTasks: Diagnosis = (observations) => {
  const { live, thresholds } = observations;
  if (!live) return [];
  const sites = awaitSites(observations);
  return [
    ...fanOuts(live, thresholds.blockMs),
    ...sites.flatMap((site) => leak(site, sites, observations)),
  ];
};

function leak(
  site: AwaitSite,
  sites: readonly AwaitSite[],
  observations: Observations,
): readonly Finding[] {
  const { live, thresholds } = observations;
  if (!live || site.latest.count < 5 || stuckGrowth(site, observations)) return [];
  const growth = siteGrowth(site, 'count');
  if (!growth) return [];
  const surveyed = isSurveyed(observations);
  const waitMs = averageWaitMs(growth);
  const neededMs = Math.max(patience * thresholds.stuckAfterMs, waits * waitMs);
  if (growth.overMs < (surveyed ? neededMs : withoutSurvey * neededMs)) return [];
  const moreSockets = socketGrowth(site, live.samples);
  if (moreSockets >= (growth.to - growth.from) / 2) return [];
  if (loadGrowsAlike(site, sites, live.samples, surveyed)) return [];
  return [leakFinding(site, growth, waitMs, moreSockets)];
}

function leakFinding(
  { place, groups, latest, scale }: AwaitSite,
  growth: SiteGrowth,
  averageMs: number,
  moreSockets: number,
): Finding {
  return {
    id: 'growing-tasks',
    severity: 'warning',
    certainty: 'measured',
    cause: 'leak',
    message: `The tasks that wait in ${namePlace(place)} grew from ${growth.from} to ${growth.to} in ${duration(growth.overMs)}, by ${rate(growth.perMinute)} a minute, and go on growing.`,
    location: place.location,
    evidence: {
      tasks: latest.count,
      estimated: scale > 1,
      from: growth.from,
      to: growth.to,
      overMs: growth.overMs,
      perMinute: Number(growth.perMinute.toPrecision(3)),
      arrived: growth.arrived,
      departed: growth.departed,
      averageWaitMs: Math.round(averageMs),
      moreSockets,
      trendScore: Number(growth.trendScore.toPrecision(3)),
      waitsFor: groups[0]?.waitsFor ?? null,
      ...stackEvidence(groups[0]?.frames ?? []),
    },
    advice:
      'Something starts this task again and again and nothing ends it. End it with the work that started it: pass a signal, and leave the loop when it is aborted.',
    rule: 'leak/listener',
  };
}

/** Little's law. */
function averageWaitMs({ minima, overMs, departed }: SiteGrowth): number {
  const mean = minima.reduce((sum, value) => sum + value, 0) / minima.length;
  return (mean * overMs) / Math.max(1, departed);
}

/** One finding for each `Promise.all`, however many different stacks its members have. */
function fanOuts(live: LiveObservations, blockMs: number): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const history of live.groups) {
    const caller = history.group.frames.find(
      (frame) => !frame.internal && membersOf(frame) >= manyMembers,
    );
    if (!caller || history.group.state === 'cycle') continue;
    const finding = fanOut(history, caller, live, blockMs);
    const key = locationKey(caller);
    if (finding && !found.has(key)) found.set(key, finding);
  }
  return [...found.values()];
}

function fanOut(
  { group, readings }: GroupHistory,
  caller: Frame,
  live: LiveObservations,
  blockMs: number,
): Finding | null {
  const waiting = readings.filter(({ count }) => count >= manyMembers);
  const [first, last] = [waiting[0], waiting.at(-1)];
  if (!first || !last) return null;
  const during = ({ time }: { readonly time: number }) =>
    time >= first.time - seenAfterMs && time <= last.time + 1000;
  const lagMs = Math.max(
    0,
    ...live.samples.filter(during).map(({ lagMs }) => lagMs.max),
    ...live.blocks.filter(during).map(({ durationMs }) => durationMs),
  );
  if (lagMs < blockMs) return null;
  const peak = Math.max(...waiting.map(({ count }) => count));
  // Of a sample that is still being looked at, it is what was seen so far.
  const tasks = group.estimated ? `about ${rate(peak)} tasks or more` : plural(peak, 'task');
  return {
    id: 'growing-tasks',
    severity: 'warning',
    certainty: 'measured',
    cause: 'fan-out',
    message: `${caller.function} started ${tasks} at once; while they waited, a turn of the event loop took ${duration(lagMs)}.`,
    location: locationOf(caller),
    evidence: {
      tasks: peak,
      members: membersOf(caller),
      estimated: group.estimated,
      longestTurnMs: lagMs,
      forMs: last.time - first.time,
      function: caller.function,
      waitsIn: waitsIn(group),
      waitsFor: group.waitsFor,
    },
    advice:
      'Bound how many run at once: a limiter such as p-limit, or slices of the list, one after the other.',
    rule: 'conc/fanout',
  };
}

function waitsIn({ frames }: LiveTaskGroup): string | null {
  const place = placeOf(frames);
  return place && namePlace(place);
}

function membersOf({ combinator, outerCombinators = [] }: Frame): number {
  return Math.max(0, ...[combinator, ...outerCombinators].map((each) => each?.members ?? 0));
}
