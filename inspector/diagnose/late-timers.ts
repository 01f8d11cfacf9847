/**
 * Late timers: timers fire late because the event loop was blocked when they were due.
 *
 * Means: A timeout that ends a request although the work was quick, a heartbeat that the other side misses, a lease that
 * runs out: the timer was right, but its callback had to wait for the end of a block.
 *
 * Told by: A firing that was late by more than the block threshold, while a block covered at least half of the time
 * between due and fired. The place is where the timer is created, the evidence names the block. At least two such
 * firings, or one that was late by a second or more; of each block's timers the five that were latest. Timers of Node
 * and of packages, and lateness without a block or with a stop from outside, are silent.
 *
 * Certainty: Measured.
 *
 * Advice: Remove the block; the timer is its victim. Do not make the timeout longer.
 *
 * Rules: block/sync-api, block/sync-lib, block/wait, cpu/json, cpu/redos, cpu/loop, starve/micro
 */
import type { Finding } from '../../protocol/finding.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { TimerSite } from '../../protocol/observations.ts';
import { type BlockSite, blockSites } from './block-sites.ts';
import { blockedBy, ruleOfBlock } from './block-words.ts';
import type { Diagnosis } from './diagnosis.ts';
import { isUserPlace, namePlace, type Place, placeOf, stackEvidence } from './location.ts';
import { duration } from './wording.ts';

type Firing = TimerSite['lateFirings'][number];

const fewest = 2;
const severeMs = 1000;
const perBlockSite = 5;

interface Victim {
  readonly timer: TimerSite;
  readonly place: Place;
  readonly blocker: BlockSite;
  readonly firings: readonly Firing[];
  readonly worstMs: number;
}

export const lateTimers: Diagnosis = ({ live, thresholds }) => {
  if (!live) return [];
  const shown = new Map<BlockSite, number>();
  const sites = blockSites(live, thresholds.blockMs).filter(
    ({ cause }) => cause !== 'stopped from outside',
  );
  return live.timers
    .flatMap((timer) => victimOf(timer, sites, thresholds.blockMs) ?? [])
    .sort((a, b) => b.worstMs - a.worstMs)
    .filter(({ blocker }) => {
      shown.set(blocker, (shown.get(blocker) ?? 0) + 1);
      return (shown.get(blocker) ?? 0) <= perBlockSite;
    })
    .map(finding);
};

/** The timer with the block that made most of its firings late. */
function victimOf(timer: TimerSite, sites: readonly BlockSite[], blockMs: number): Victim | null {
  const place = placeOf(timer.frames);
  if (!isUserPlace(place) || !place.skipped.every(setsForCaller)) return null;
  const victims = sites.map((blocker) => {
    const firings = timer.lateFirings.filter(
      (firing) => firing.lateMs > blockMs && isHeldUp(firing, blocker),
    );
    const worstMs = Math.max(0, ...firings.map(({ lateMs }) => lateMs));
    return { timer, place, blocker, firings, worstMs };
  });
  const [worst] = victims.sort((a, b) => b.firings.length - a.firings.length);
  if (!worst || (worst.firings.length < fewest && worst.worstMs < severeMs)) return null;
  return worst;
}

/**
 * What else is between the program and a timer sets one for itself: `res.end` of `node:http` the one by which the text
 * of the `Date` header expires.
 */
function setsForCaller({ file }: Frame): boolean {
  return /^node:(?:timers(?:\/promises)?|internal\/(?:timers|abort_controller))$/.test(file);
}

/** Covered by the blocks of this site for at least half of the time from due to fired. */
function isHeldUp({ time, lateMs }: Firing, { blocks }: BlockSite): boolean {
  const due = time - lateMs;
  const covered = blocks.reduce((sum, block) => {
    const end = Math.min(time, block.time + block.durationMs);
    return sum + Math.max(0, end - Math.max(due, block.time));
  }, 0);
  return covered >= lateMs / 2;
}

function finding({ timer, place, blocker, firings, worstMs }: Victim): Finding {
  const by = blocker.place ? ` in ${namePlace(blocker.place)}` : '';
  const often = firings.length === 1 ? '' : `, ${firings.length} times`;
  return {
    id: 'late-timers',
    severity: 'warning',
    certainty: 'measured',
    cause: blocker.cause,
    message: `A timer of ${duration(timer.delayMs)} that ${namePlace(place)} sets fired up to ${duration(worstMs)} late${often}: the event loop was blocked by ${blockedBy(blocker)}${by}.`,
    location: place.location,
    evidence: {
      kind: timer.kind,
      delayMs: timer.delayMs,
      fired: timer.fired,
      late: firings.length,
      worstLateMs: worstMs,
      medianLateMs: timer.lateMs.median,
      block: blocker.place && namePlace(blocker.place),
      blockTimes: blocker.blocks.length,
      longestBlockMs: blocker.longest.durationMs,
      ...stackEvidence(timer.frames),
    },
    advice: 'Remove the block: the timer is its victim. A longer timeout would only hide it.',
    rule: ruleOfBlock(blocker),
  };
}
