/**
 * Trend of a series without assuming a distribution: the Mann–Kendall test says whether there is one
 * (H. B. Mann, Econometrica 13, 1945; M. G. Kendall, Rank Correlation Methods, 1975, with his correction for ties),
 * the Theil–Sen estimator how steep it is (P. K. Sen, J. Am. Stat. Assoc. 63, 1968).
 */
import { median } from './median.ts';

/**
 * Standard score of the Mann–Kendall statistic with continuity correction: above 3.09, a rise as steady as this
 * comes about by chance in fewer than 1 of 1,000 series of independent values. 0 for constant and empty series.
 */
export function mannKendall(values: readonly number[]): number {
  let s = 0;
  for (const [i, later] of values.entries()) {
    for (let j = 0; j < i; j++) s += Math.sign(later - (values[j] as number));
  }
  const spread = (n: number) => n * (n - 1) * (2 * n + 5);
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  let variance = spread(values.length);
  for (const n of ties.values()) variance -= spread(n);
  return variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance / 18) : 0;
}

/** Median slope over all pairs: change of the value from one entry to the next. NaN for fewer than two. */
export function theilSen(values: readonly number[]): number {
  const slopes: number[] = [];
  for (const [i, later] of values.entries()) {
    for (let j = 0; j < i; j++) slopes.push((later - (values[j] as number)) / (i - j));
  }
  return median(slopes);
}
