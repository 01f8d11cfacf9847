/** Which part of the time the charts show. */
import type { TimeRange } from './choices.ts';

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds. */
const shortest = 2_000;
const longest = 3_600_000;

/** @param newest time of the last sample */
export function intervalOf(range: TimeRange, newest: number): Interval {
  return range.kind === 'fixed' ? range : { from: newest - range.spanMs, to: newest };
}

/** As near to what was asked for as there is time to show. */
export function clampInterval({ from, to }: Interval, oldest: number, newest: number): TimeRange {
  const span = Math.min(longest, Math.max(shortest, to - from));
  const middle = (from + to) / 2;
  // Half of the width may be empty on either side, so that the ends can be looked at.
  const center = Math.min(newest, Math.max(oldest, middle));
  return { kind: 'fixed', from: center - span / 2, to: center + span / 2 };
}
