/**
 * Stuck tasks: tasks arrive at one `await` and do not leave it again.
 *
 * Means: Whoever should settle the promise that they wait for has forgotten it, lost it, or never answers: a waiter
 * in a map whose reply has a path without `resolve`, a lock that was not released, a request without a timeout. The
 * service goes on, until memory, connections or patience run out.
 *
 * Told by: Waiting for long is not a fault: workers wait for jobs, quiet WebSockets for messages. It is one when the
 * tasks also become more. The tasks at one `await` (from all callers together) must have grown over six times the
 * stuck threshold, by the tests in statistics/growth.ts and by at least five tasks, and the oldest must have waited
 * for most of that time. Three times the threshold is enough when the others at this `await` settle quickly: at least
 * 30 have settled, and those that wait have done so for 20 times as long as 99 % of them took and three times as long
 * as the slowest. Without a survey, what looks like growth may be old tasks that come into view: then it takes quick
 * others, or a hundred tasks more within thirty times the threshold. It stays silent while open connections explain
 * the tasks: their number grows along, or each task may belong to one and none is older than twelve times the
 * threshold. An outgoing request (`fetch`, axios, got, undici, `http`) that has gone without an answer for six times
 * the threshold is reported on its own, unless others at the same place took as long and then settled. What it cannot
 * tell apart: clients that wait for a minute or longer over a few shared connections (HTTP/2), and begin just after
 * the attach.
 *
 * Certainty: Measured: counts and ages of tasks that were seen to arrive, stay and become more. Suspected for single
 * requests: an answer may still come.
 *
 * Advice: See which path of the code that should settle the promise does not, and settle it there, with an error if
 * need be. Give what depends on others a timeout: `AbortSignal.timeout(ms)`.
 *
 * Rules: settle/path, time/no-timeout, time/once, res/release, leak/listener
 */
import type { Evidence, Finding } from '../../protocol/finding.ts';
import type { Observations } from '../../protocol/observations.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { type AwaitSite, awaitSites } from './await-sites.ts';
import { type AwaitedCall, awaitedCall, ruleOfAwaited } from './awaited-call.ts';
import type { Diagnosis } from './diagnosis.ts';
import { namePlace, type Place, placeOf, stackEvidence } from './location.ts';
import { patience, stuckGrowth, waitedMs } from './stuck-growth.ts';
import { clipped, duration, plural, rate } from './wording.ts';

export const stuckTasks: Diagnosis = (observations) =>
  observations.live
    ? awaitSites(observations).flatMap(
        (site) => growing(site, observations) ?? unanswered(site, observations) ?? [],
      )
    : (observations.tasks?.groups ?? []).flatMap((group) => unansweredInDump(group, observations));

function growing(site: AwaitSite, observations: Observations): readonly Finding[] | null {
  const growth = stuckGrowth(site, observations);
  if (!growth) return null;
  const { place, awaited, latest, settleTimes } = site;
  const { count } = latest;
  const about = site.scale > 1 ? 'About ' : '';
  const since = growth.departed === 0 ? 'and none has left' : `${growth.departed} others settled`;
  return [
    finding(place, awaited, site.groups[0] as TaskGroup, {
      severity: 'error',
      certainty: 'measured',
      message: `${about}${plural(count, 'task')} ${count === 1 ? 'waits' : 'wait'} in ${namePlace(place)} for ${what(site.groups[0])}, ${rate(growth.perMinute)} more each minute, the oldest for ${duration(waitedMs(site))}; ${since} in the last ${duration(growth.overMs)}.`,
      evidence: {
        tasks: count,
        estimated: site.scale > 1,
        oldestMs: waitedMs(site),
        oldestIsLowerBound: latest.oldestAgeMs === null,
        from: growth.from,
        to: growth.to,
        overMs: growth.overMs,
        perMinute: round(growth.perMinute),
        arrived: growth.arrived,
        departed: growth.departed,
        trendScore: round(growth.trendScore),
        ...(settleTimes.samples > 0
          ? { othersSettled: settleTimes.samples, othersSettleP99Ms: settleTimes.p99 }
          : {}),
      },
    }),
  ];
}

function unanswered(site: AwaitSite, { thresholds }: Observations): readonly Finding[] | null {
  const { awaited, latest, settleTimes, place } = site;
  const waited = waitedMs(site);
  if (awaited.kind !== 'request' || latest.count === 0) return null;
  if (waited < patience.usual * thresholds.stuckAfterMs) return null;
  if (settleTimes.samples > 0 && settleTimes.max > waited / 2) return null;
  return [unansweredFinding(place, awaited, site.groups[0] as TaskGroup, latest.count, waited)];
}

function unansweredInDump(group: TaskGroup, { thresholds }: Observations): readonly Finding[] {
  const place = placeOf(group.frames);
  const awaited = awaitedCall(group);
  const waited = Math.max(group.ageMs ?? 0, group.observedMs);
  if (!place || group.state === 'cycle' || awaited.kind !== 'request') return [];
  if (waited < patience.usual * thresholds.stuckAfterMs) return [];
  return [unansweredFinding(place, awaited, group, group.count, waited)];
}

function unansweredFinding(
  place: Place,
  awaited: AwaitedCall,
  group: TaskGroup,
  count: number,
  oldestMs: number,
): Finding {
  return finding(place, awaited, group, {
    severity: 'warning',
    certainty: 'suspected',
    message: `${plural(count, 'task')} ${count === 1 ? 'waits' : 'wait'} in ${namePlace(place)} for an answer to ${awaited.callee}, the oldest for ${duration(oldestMs)}.`,
    evidence: { tasks: count, oldestMs },
  });
}

function finding(
  place: Place,
  awaited: AwaitedCall,
  group: TaskGroup,
  rest: Pick<Finding, 'severity' | 'certainty' | 'message'> & { readonly evidence: Evidence },
): Finding {
  return {
    id: 'stuck-tasks',
    cause: null,
    location: place.location,
    advice: advice[awaited.kind],
    rule: ruleOfAwaited[awaited.kind],
    ...rest,
    evidence: { ...rest.evidence, waitsFor: group.waitsFor, ...stackEvidence(group.frames) },
  };
}

const advice: Readonly<Record<AwaitedCall['kind'], string>> = {
  request:
    'Give the request a time limit, such as `signal: AbortSignal.timeout(5000)`, and handle the error.',
  timer: 'End the loop that waits here when the work that started it is over, with a signal.',
  event:
    'The event does not come. Wait for `error` and `close` too, and pass a signal with a time limit.',
  lock: 'Somebody holds what is waited for. Release it in `finally`, on every path.',
  other:
    'Find the code that should settle this promise, and the path on which it neither resolves nor rejects. Until then a time limit keeps the damage small.',
};

function what(group: TaskGroup | undefined): string {
  return group?.waitsFor ? clipped(group.waitsFor, 80) : 'a promise';
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
