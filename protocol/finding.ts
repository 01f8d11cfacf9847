/** What a diagnosis reports. */
import type { Location } from './location.ts';

export type Severity = 'error' | 'warning' | 'info';

/** `proven`: cannot be otherwise. `measured`: a number that was observed. `suspected`: the likeliest reading. */
export type Certainty = 'proven' | 'measured' | 'suspected';

/** Plain values only, so that evidence can be printed, stored and compared. */
export type Evidence = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

export interface Finding {
  /** Which diagnosis: its file name in inspector/diagnose, such as `await-cycle`. */
  readonly id: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** For blocks, such as `compute`; `null` where the diagnosis has no choice of causes. */
  readonly cause: string | null;
  /** One sentence for people. Holds text of the target: untrusted. */
  readonly message: string;
  readonly location: Location | null;
  readonly evidence: Evidence;
  readonly advice: string | null;
  /** The lint rule that finds this fault in source, such as `settle/path`. */
  readonly rule: string | null;
}
