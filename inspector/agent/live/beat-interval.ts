/**
 * How far apart the beats are: close together, so that a block is noticed early, unless their price would be too much of
 * the budget. Handing a beat to the inspector's thread takes 0.03 ms on one machine and 0.3 ms on another.
 */
import { median } from './median.ts';

/** Milliseconds. */
export const beatIntervals = { close: 25, wide: 50 } as const;

/** The share of the budget that close beats may have, and the share at which they come back. */
const mostShare = 0.3;
const leastShare = 0.2;
/** Beats whose middle price counts: some seconds of them, so that a busy moment changes nothing. */
const remembered = 200;
const fewest = 40;

export interface BeatInterval {
  readonly milliseconds: number;
  /** What a beat cost. */
  add(costMs: number): void;
  /** Once a second. */
  second(): void;
}

/** @param budgetMs milliseconds per second of one core */
export function createBeatInterval(budgetMs: number): BeatInterval {
  let milliseconds: number = beatIntervals.close;
  const costs: number[] = [];
  return {
    get milliseconds() {
      return milliseconds;
    },
    add(costMs) {
      costs.push(costMs);
    },
    second() {
      costs.splice(0, costs.length - remembered);
      if (costs.length < fewest) return;
      const share = (median(costs) * 1_000) / beatIntervals.close / budgetMs;
      if (share > mostShare) milliseconds = beatIntervals.wide;
      else if (share < leastShare) milliseconds = beatIntervals.close;
    },
  };
}
