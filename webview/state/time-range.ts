/** Which part of the time the charts show. */
import type { LoopPicture } from '../../protocol/rpc/webview.ts';
import type { TimeRange } from './choices.ts';

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds. */
const shortest = 2_000;
const longest = 3_600_000;

/** Until when something is known. There is no sample while a block lasts, and the loop may be lost in it. */
export function newestOf({ samples, blocks }: Pick<LoopPicture, 'samples' | 'blocks'>): number {
  const last = blocks.at(-1);
  return Math.max(samples.time.at(-1) ?? 0, last ? last.time + last.durationMs : 0);
}

/** @param newest see `newestOf` */
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
