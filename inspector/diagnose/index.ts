/** All diagnoses, in the order in which their findings are listed. */
import type { Finding } from '../../protocol/finding.ts';
import type { Observations } from '../../protocol/observations.ts';
import { awaitCycle } from './await-cycle.ts';
import type { Diagnosis } from './diagnosis.ts';

export const diagnoses: Readonly<Record<string, Diagnosis>> = {
  'await-cycle': awaitCycle,
};

/** Errors first; within a severity, in the order of the diagnoses. */
export function diagnose(observations: Observations): readonly Finding[] {
  const rank = { error: 0, warning: 1, info: 2 };
  return Object.values(diagnoses)
    .flatMap((diagnosis) => diagnosis(observations))
    .sort((a, b) => rank[a.severity] - rank[b.severity]);
}
