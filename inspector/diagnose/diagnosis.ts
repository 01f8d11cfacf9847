/** What a diagnosis is: a pure function of what was collected. */
import type { Finding } from '../../protocol/finding.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';

/** What was collected, for all diagnoses. */
export interface Observations {
  readonly tasks: PendingTasks;
}

/** Finds nothing rather than guess: no evidence, no finding. */
export type Diagnosis = (observations: Observations) => readonly Finding[];
