/**
 * Await cycle: async functions that wait for each other, so that none of them can ever go on.
 *
 * Means: A deadlock without a lock: A awaits the promise of B, and B, directly or through others, that of A.
 *
 * Told by: V8's await stacks repeat with an exact period. A dump is enough to see it.
 *
 * Certainty: Proven when every promise on the cycle has one awaiter, which is on the cycle too, and nothing else that is
 * pending can settle one of them. Suspected when something could: a member of a race, a kept resolver, or a promise that
 * was not looked at (contexts that were skipped, stacks that V8 did not give).
 *
 * Advice: Let one side finish without the other: hand over a value instead of a promise, or await both from outside.
 *
 * Rules: none
 */
import type { Finding } from '../../protocol/finding.ts';
import type { PendingTasks, TaskGroup } from '../../protocol/pending-tasks.ts';
import type { Diagnosis } from './diagnosis.ts';

export const awaitCycle: Diagnosis = ({ tasks }) =>
  (tasks?.groups ?? [])
    .filter(({ state }) => state === 'cycle')
    .map((group) => finding(group, tasks !== null && sawAll(tasks)));

function sawAll({ promises }: PendingTasks): boolean {
  return promises.skipped === 0 && promises.contextsSkipped === 0;
}

function finding(group: TaskGroup, sawAll: boolean): Finding {
  const [innermost] = group.frames;
  // Innermost first means: each function is awaited by the next one. People say it the other way round.
  const names = group.frames.map((frame) => frame.function).reverse();
  const round = [...names, names[0]].join(' → ');
  const often = group.count > 1 ? `, ${group.count} times` : '';
  const isProven = group.proven && sawAll;
  const unseen = group.proven
    ? 'not all that is pending was looked at, and the rest may still end it'
    : 'something else that is pending may still end it';
  return {
    id: 'await-cycle',
    severity: isProven ? 'error' : 'warning',
    certainty: isProven ? 'proven' : 'suspected',
    cause: null,
    message: isProven
      ? `Deadlock: ${round} wait for each other${often}.`
      : `${round} wait for each other${often}; ${unseen}.`,
    location: innermost
      ? { file: innermost.file, line: innermost.line, column: innermost.column }
      : null,
    evidence: {
      cycles: group.count,
      functions: names,
      awaits: group.frames.map(({ file, line, column }) => `${file}:${line}:${column}`),
      promises: group.promises,
    },
    advice:
      'Break the cycle: let one side finish without the other, for example by handing over a value instead of a promise, or by awaiting both from a third function.',
    rule: null,
  };
}
