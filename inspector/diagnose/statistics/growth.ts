/**
 * Tells growth that goes on from bursts, waves, steps and the noise of a steady load.
 *
 * The time is cut into 12 windows, and only the smallest value of each counts: what returns to its base has not grown.
 * Growth needs all of these:
 * - a steady rise of the minima: Mann–Kendall, one-sided, p < 0.001;
 * - a rise that is no random walk: the sum of the steps between windows is at least four times what steps of their
 *   scatter would add up to by chance. Counts are sums of arrivals and departures, hence strongly autocorrelated, which
 *   makes Mann–Kendall alone reject far too often (K. H. Hamed, A. R. Rao, J. Hydrology 204, 1998). A series that
 *   rises by eight or more and hardly ever falls needs no such test: with arrivals and departures at the same rate,
 *   that many arrivals in a row without a departure have a probability of 1 in 2^8 at most, and mostly far less;
 * - at least four steps upwards: a pool that is enlarged twice does not grow without bound;
 * - no end: the last third still rises, with at least a fifth of the Theil–Sen slope of the whole.
 */
import { mannKendall, theilSen } from './trend.ts';

export interface Point {
  /** Milliseconds. */
  readonly time: number;
  readonly value: number;
}

export interface Growth {
  /** Smallest value in the first and in the last window. */
  readonly from: number;
  readonly to: number;
  readonly overMs: number;
  /** Theil–Sen slope of the minima. */
  readonly perMinute: number;
  /** Standard score of the Mann–Kendall test. */
  readonly trendScore: number;
  readonly minima: readonly number[];
}

const windows = 12;
const lastThird = windows / 3;
const significant = 3.09;
const randomWalkFactor = 4;
const fewestSteps = 4;
const riseWithoutFall = 8;
const fallsAllowed = 0.05;

/** `null` when the series does not grow, or is too short to tell. */
export function growthOf(points: readonly Point[]): Growth | null {
  const minima = windowMinima(points, windows);
  if (minima === null) return null;
  const [from, to] = [minima[0] as number, minima.at(-1) as number];
  if (to <= from) return null;
  const trendScore = mannKendall(minima);
  const slope = theilSen(minima);
  if (trendScore < significant || slope <= 0) return null;
  const steps = minima.filter((value, i) => i > 0 && value > (minima[i - 1] as number));
  if (steps.length < fewestSteps) return null;
  const onlyRises = to - from >= riseWithoutFall && falls(points) <= fallsAllowed * (to - from);
  if (!onlyRises && to - from < randomWalkFactor * walkedByChance(minima)) return null;
  const recent = (to - (minima.at(-1 - lastThird) as number)) / lastThird;
  if (recent < slope / 5) return null;
  const overMs = (points.at(-1) as Point).time - (points[0] as Point).time;
  const perMinute = (slope * windows * 60_000) / overMs;
  return { from, to, overMs, perMinute, trendScore, minima };
}

/** Smallest value of each of `count` equal stretches of time; `null` when one of them holds no reading. */
function windowMinima(points: readonly Point[], count: number): readonly number[] | null {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.time <= first.time) return null;
  const minima = Array.from<number>({ length: count }).fill(Number.POSITIVE_INFINITY);
  const perWindow = (last.time - first.time) / count;
  for (const { time, value } of points) {
    const at = Math.min(count - 1, Math.floor((time - first.time) / perWindow));
    minima[at] = Math.min(minima[at] as number, value);
  }
  return minima.every(Number.isFinite) ? minima : null;
}

/** How far a random walk whose steps scatter like these gets: standard deviation of the end. */
function walkedByChance(values: readonly number[]): number {
  const steps = values.slice(1).map((value, i) => value - (values[i] as number));
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0));
}

/** Sum of all steps downwards. */
function falls(points: readonly Point[]): number {
  let sum = 0;
  for (const [i, { value }] of points.entries()) {
    if (i > 0) sum += Math.max(0, (points[i - 1] as Point).value - value);
  }
  return sum;
}
