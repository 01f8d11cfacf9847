/**
 * Scheduler thrash: the event loop spins, because code asks again and again whether something has happened.
 *
 * Means: A loop over `setImmediate` or a timeout of 0 ms polls for a condition. The process takes a whole core and does
 * no work: the loop turns thousands of times a second, and each turn is over at once.
 *
 * Told by: With `setImmediate`: the loop was busy for 30 s (utilization of 0.95 or more in nine of ten samples), yet
 * turned 5,000 times a second or more, with a p99 delay under the block threshold; and one place of the program sets
 * immediates at a quarter of that rate or more: while they are counted, such a loop turns half as fast. Where Node does
 * not count turns, each such immediate is taken for one. Turns in which work is done are no polling, however many they
 * are: those that take 50 µs of CPU time or more, or 10 µs when a twentieth of the time goes into garbage collection,
 * and those in which 20 promises are made. With timeouts of 0 or 1 ms: one place fired 300 times a second or more, for
 * 30 s or longer, and for at least half of the loop's turns (where Node counts them). When no place is known, 20,000
 * turns a second of a busy loop are reported without one.
 *
 * Certainty: Measured when the place is known, else suspected.
 *
 * Advice: Wait for the event itself. Where there is none, poll with a delay of tens of milliseconds.
 *
 * Rules: starve/poll
 */
import type { Finding } from '../../protocol/finding.ts';
import type { LiveObservations, Observations, TimerSite } from '../../protocol/observations.ts';
import { type BusyLoop, busyLoop } from './busy-loop.ts';
import type { Diagnosis } from './diagnosis.ts';
import { isUserPlace, namePlace, placeOf, stackEvidence } from './location.ts';
import { median } from './statistics/median.ts';
import { rate } from './wording.ts';

const spinningTurns = 5000;
/**
 * CPU time of a turn, in microseconds. A turn that asks and sets the next immediate was measured at 3 to 7, and one of
 * 200 short promises at 14 to 24, with 7 to 50 % of the time in collections against 1 to 8 %.
 */
const turnOfWork = { us: 50, usWithGarbage: 10, gcShare: 0.05, promises: 20 };
const emptyTurns = 20_000;
const timeoutsPerSecond = 300;
const longMs = 30_000;

export const schedulerThrash: Diagnosis = (observations) => {
  const { live } = observations;
  if (!live || live.now - live.attachedAt < longMs) return [];
  const polls = live.timers.filter((timer) => isPoll(timer, observations, live));
  if (polls.length > 0) return polls.map((timer) => finding(timer, live));
  const spinning = spinningLoop(observations);
  return spinning && (spinning.loopTurnsPerSecond ?? 0) >= emptyTurns ? [finding(null, live)] : [];
};

/** Busy, yet with turns that are short and do nothing. @param fired what is taken for the turns where none are counted */
function spinningLoop({ live, thresholds }: Observations, fired = 0): BusyLoop | null {
  const busy = live && busyLoop(live);
  if (!busy || busy.lagP99Ms >= thresholds.blockMs) return null;
  const turns = busy.loopTurnsPerSecond ?? fired;
  return turns >= spinningTurns && !isWork(busy, turns) ? busy : null;
}

function isWork({ cpuPercent, gcShare, promisesPerSecond }: BusyLoop, turns: number): boolean {
  const us = (cpuPercent * 1e4) / turns;
  const { usWithGarbage, promises } = turnOfWork;
  if (us >= (gcShare >= turnOfWork.gcShare ? usWithGarbage : turnOfWork.us)) return true;
  return (promisesPerSecond ?? 0) >= promises * turns;
}

function isPoll(timer: TimerSite, observations: Observations, live: LiveObservations): boolean {
  if (timer.delayMs > 1 || timer.kind === 'interval' || !isUserPlace(placeOf(timer.frames))) {
    return false;
  }
  const perSecond = firedPerSecond(timer, live);
  if (timer.kind === 'immediate') {
    const spinning = spinningLoop(observations, perSecond);
    return spinning !== null && perSecond >= (spinning.loopTurnsPerSecond ?? 0) / 4;
  }
  return perSecond >= timeoutsPerSecond && perSecond >= (recentTurns(live) ?? 0) / 2;
}

function firedPerSecond({ fired }: TimerSite, { now, attachedAt }: LiveObservations): number {
  return (fired * 1000) / (now - attachedAt);
}

function recentTurns({ samples, now }: LiveObservations): number | null {
  const turns = samples
    .filter(({ time }) => time >= now - longMs)
    .flatMap(({ loopTurns }) => loopTurns ?? []);
  return turns.length > 0 ? median(turns) : null;
}

function finding(timer: TimerSite | null, live: LiveObservations): Finding {
  const place = timer ? placeOf(timer.frames) : null;
  const turns = recentTurns(live);
  const perSecond = timer ? firedPerSecond(timer, live) : (turns ?? 0);
  const busy = busyLoop(live);
  return {
    id: 'scheduler-thrash',
    severity: 'warning',
    certainty: timer ? 'measured' : 'suspected',
    cause: null,
    message: timer
      ? `${namePlace(place)} polls: it sets ${timer.kind === 'immediate' ? 'an immediate' : `a timeout of ${timer.delayMs} ms`} ${rate(perSecond)} times a second.`
      : `The event loop spins: ${rate(perSecond)} turns a second, all of them short.`,
    location: place?.location ?? null,
    evidence: {
      perSecond: Math.round(perSecond),
      fired: timer?.fired ?? null,
      loopTurnsPerSecond: turns,
      utilization: busy?.utilization ?? null,
      cpuPercent: busy?.cpuPercent ?? null,
      lagP99Ms: busy?.lagP99Ms ?? null,
      ...(timer ? stackEvidence(timer.frames) : {}),
    },
    advice:
      'Wait for the event itself, for example with `once(emitter, name)`. Where there is none, poll with a delay of tens of milliseconds.',
    rule: 'starve/poll',
  };
}
