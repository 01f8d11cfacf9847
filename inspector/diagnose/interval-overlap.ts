/**
 * Interval overlap: a periodic job is started again before its last run is over.
 *
 * Means: `setInterval` does not wait for a promise. When the callback is async and takes longer than the period, runs
 * pile up, work on the same data at once, and slow each other down further.
 *
 * Told by: Runs of an interval that were still going on when the next one began: at least three, and one in ten. The
 * drift (median time between the starts of runs, minus the period that was asked for) is given beside it. Drift alone is
 * silent: a millisecond for each run is how Node's timers work, and what a block adds belongs to the block.
 *
 * Certainty: Measured.
 *
 * Advice: Start the next run when this one is over: a loop that awaits the work and then a delay, ended by a signal.
 *
 * Rules: timer/async-interval
 */
import type { Finding } from '../../protocol/finding.ts';
import type { TimerSite } from '../../protocol/observations.ts';
import type { Diagnosis } from './diagnosis.ts';
import { isUserPlace, namePlace, type Place, placeOf, stackEvidence } from './location.ts';
import { duration, plural } from './wording.ts';

const fewest = 3;
const share = 0.1;

export const intervalOverlap: Diagnosis = ({ live }) =>
  (live?.timers ?? []).flatMap((timer) => {
    const place = placeOf(timer.frames);
    const overlaps =
      timer.kind === 'interval' &&
      timer.overlaps >= fewest &&
      timer.overlaps >= share * timer.fired &&
      isUserPlace(place);
    return overlaps ? [finding(timer, place)] : [];
  });

function finding(timer: TimerSite, place: Place): Finding {
  const { delayMs, periodMs, overlaps, fired } = timer;
  const driftMs = periodMs === null ? null : Math.round(periodMs - delayMs);
  const drift =
    driftMs !== null && driftMs >= delayMs / 10 ? `; each starts ${duration(driftMs)} late` : '';
  return {
    id: 'interval-overlap',
    severity: 'warning',
    certainty: 'measured',
    cause: null,
    message: `The job that ${namePlace(place)} starts every ${duration(delayMs)} takes longer than that: ${plural(overlaps, 'run')} of ${fired} began before the last one was over${drift}.`,
    location: place.location,
    evidence: {
      delayMs,
      periodMs,
      driftMs,
      fired,
      overlaps,
      ...stackEvidence(timer.frames),
    },
    advice:
      'Start the next run when this one is over: `for await (const _ of setInterval(ms))` of `node:timers/promises`, or a loop that awaits the work and then a delay.',
    rule: 'timer/async-interval',
  };
}
