/** What a diagnosis is: a pure function of what was collected. */
import type { Finding } from '../../protocol/finding.ts';
import type { Observations } from '../../protocol/observations.ts';

/** Finds nothing rather than guess: no evidence, no finding. */
export type Diagnosis = (observations: Observations) => readonly Finding[];
