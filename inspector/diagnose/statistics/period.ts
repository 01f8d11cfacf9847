/**
 * Finds out whether something happens at a fixed period.
 *
 * The period is the median of the intervals between starts: a few that are out of line do not move it. An interval may
 * also span two or three periods, for what was not seen in between. It is periodic when nine of ten intervals lie
 * within a tenth of the period of such a multiple, and two of three span one period. Intervals are compared rather than
 * phases (as a Rayleigh test would do), because a timer that is set again after each run drifts.
 */
import { median } from './median.ts';

export interface Period {
  readonly periodMs: number;
  readonly occurrences: number;
  /** Median distance of an interval from a multiple of the period, in milliseconds (the MAD of the intervals). */
  readonly jitterMs: number;
}

/** Fewer than this many starts are a coincidence too easily: see the simulation in period.test.ts. */
const fewest = 7;
const tolerance = 0.1;
const longestMultiple = 3;

/** @param starts milliseconds, ascending */
export function periodOf(starts: readonly number[]): Period | null {
  if (starts.length < fewest) return null;
  const intervals = starts.slice(1).map((start, i) => start - (starts[i] as number));
  const rough = median(intervals);
  if (!(rough > 0)) return null;
  const multiples = intervals.map((interval) => Math.max(1, Math.round(interval / rough)));
  const periodMs = median(intervals.map((interval, i) => interval / (multiples[i] as number)));
  const distances = intervals.map((interval, i) =>
    Math.abs(interval - (multiples[i] as number) * periodMs),
  );
  const inLine = distances.filter(
    (distance, i) =>
      distance <= tolerance * periodMs && (multiples[i] as number) <= longestMultiple,
  );
  const single = multiples.filter((multiple) => multiple === 1);
  if (inLine.length < 0.9 * intervals.length || single.length < (2 / 3) * intervals.length) {
    return null;
  }
  return { periodMs, occurrences: starts.length, jitterMs: median(distances) };
}
