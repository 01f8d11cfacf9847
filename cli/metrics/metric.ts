/** Measurements of a watched target, as plain data for any format. */

export interface Metric {
  /** Dotted, without the unit: `event_loop.lag`. */
  readonly name: string;
  readonly about: string;
  /** Counters only grow, from when the watch began. */
  readonly kind: 'gauge' | 'counter';
  readonly unit: Unit;
  readonly points: readonly Point[];
}

/** `ratio`: 1 is all of it; of one core, for CPU time. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'count';

export interface Point {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
