/**
 * Periodic block: the event loop is blocked by the same code again and again, at a fixed period.
 *
 * Means: Most requests are fast and a few are slow, without a pattern that their own code would explain: a high p99 with
 * a low average. Those that arrive during the block wait for its end. Usually a timer does too much in one turn.
 *
 * Told by: At least seven blocks of one place and cause whose starts are in line with one period, by the intervals
 * between them (median and MAD, see statistics/period.ts). The period is three times as long as the blocks or longer,
 * and the last block is at most three periods ago. A timer that runs at this period (within a tenth) is named.
 *
 * Certainty: Measured.
 *
 * Advice: Do the periodic work in a worker thread, or in small pieces.
 *
 * Rules: block/sync-api, block/sync-lib, block/wait, cpu/json, cpu/redos, cpu/loop, starve/micro
 */
import type { Finding } from '../../protocol/finding.ts';
import type { LiveObservations, TimerSite } from '../../protocol/observations.ts';
import { type BlockSite, blockSites } from './block-sites.ts';
import { adviceForBlock, blockedBy, ruleOfBlock } from './block-words.ts';
import type { Diagnosis } from './diagnosis.ts';
import { isUserPlace, namePlace, placeOf, stackEvidence } from './location.ts';
import { median } from './statistics/median.ts';
import { type Period, periodOf } from './statistics/period.ts';
import { duration, percent } from './wording.ts';

const shortestInBlocks = 3;
const recentInPeriods = 3;

export const periodicBlock: Diagnosis = ({ live, thresholds }) =>
  live
    ? blockSites(live, thresholds.blockMs).flatMap((site) => {
        const period = site.cause === 'stopped from outside' ? null : periodOf(starts(site));
        return period && goesOn(site, period, live.now) ? [finding(site, period, live)] : [];
      })
    : [];

const starts = ({ blocks }: BlockSite) => blocks.map(({ time }) => time);
const typicalMs = ({ blocks }: BlockSite) => median(blocks.map(({ durationMs }) => durationMs));

function goesOn(site: BlockSite, { periodMs }: Period, now: number): boolean {
  const last = site.blocks.at(-1)?.time ?? 0;
  return periodMs >= shortestInBlocks * typicalMs(site) && now - last <= recentInPeriods * periodMs;
}

function finding(site: BlockSite, period: Period, live: LiveObservations): Finding {
  const { place, cause, native, longest } = site;
  const blockMs = typicalMs(site);
  const timer = live.timers.find((each) => runsAt(each, period.periodMs));
  const timerPlace = timer ? placeOf(timer.frames) : null;
  const where = place ? ` in ${namePlace(place)}` : '';
  const by = isUserPlace(timerPlace) ? `, as often as the timer of ${namePlace(timerPlace)}` : '';
  return {
    id: 'periodic-block',
    severity: 'warning',
    certainty: 'measured',
    cause,
    message: `Every ${duration(period.periodMs)} the event loop is blocked for ${duration(blockMs)} by ${blockedBy(site)}${where}${by}.`,
    location: place?.location ?? null,
    evidence: {
      periodMs: Math.round(period.periodMs),
      jitterMs: Math.round(period.jitterMs),
      times: period.occurrences,
      typicalMs: blockMs,
      longestMs: longest.durationMs,
      shareOfTime: Number((blockMs / period.periodMs).toPrecision(2)),
      native: native?.name ?? null,
      timer: timerPlace && namePlace(timerPlace),
      ...stackEvidence(longest.frames),
    },
    advice:
      `What arrives during a block waits for its end: ${percent(blockMs / period.periodMs)} of all requests. ${adviceForBlock(site) ?? ''}`.trim(),
    rule: ruleOfBlock(site),
  };
}

function runsAt({ kind, delayMs, periodMs }: TimerSite, blockPeriodMs: number): boolean {
  const own = periodMs ?? delayMs;
  return kind !== 'immediate' && Math.abs(own - blockPeriodMs) <= blockPeriodMs / 10;
}
