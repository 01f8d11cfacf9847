/** All diagnoses, in the order in which their findings are listed. */
import type { Finding } from '../../protocol/finding.ts';
import type { Observations } from '../../protocol/observations.ts';
import { awaitCycle } from './await-cycle.ts';
import { block } from './block.ts';
import type { Diagnosis } from './diagnosis.ts';
import { growingTasks } from './growing-tasks.ts';
import { intervalOverlap } from './interval-overlap.ts';
import { lateTimers } from './late-timers.ts';
import { lostContinuation } from './lost-continuation.ts';
import { periodicBlock } from './periodic-block.ts';
import { saturatedLoop } from './saturated-loop.ts';
import { schedulerThrash } from './scheduler-thrash.ts';
import { stalledWorker } from './stalled-worker.ts';
import { stuckTasks } from './stuck-tasks.ts';
import { unhandledRejection } from './unhandled-rejection.ts';

export const diagnoses: Readonly<Record<string, Diagnosis>> = {
  'await-cycle': awaitCycle,
  'stalled-worker': stalledWorker,
  'stuck-tasks': stuckTasks,
  'growing-tasks': growingTasks,
  'lost-continuation': lostContinuation,
  'unhandled-rejection': unhandledRejection,
  block,
  'periodic-block': periodicBlock,
  'late-timers': lateTimers,
  'interval-overlap': intervalOverlap,
  'scheduler-thrash': schedulerThrash,
  'saturated-loop': saturatedLoop,
};

/** Errors first; within a severity, in the order of the diagnoses. */
export function diagnose(observations: Observations): readonly Finding[] {
  const rank = { error: 0, warning: 1, info: 2 };
  return Object.values(diagnoses)
    .flatMap((diagnosis) => diagnosis(observations))
    .sort((a, b) => rank[a.severity] - rank[b.severity]);
}
