/**
 * Await cycle: async functions that wait for each other, so that none of them can ever go on.
 *
 * Means: A deadlock without a lock: A awaits the promise of B, and B, directly or through others, that of A.
 *
 * Told by: V8's await stacks repeat with an exact period. A dump is enough to see it.
 *
 * Certainty: Proven when every promise on the cycle has one awaiter, which is on the cycle too, and nothing else that is
 * pending can settle one of them. Suspected when something could: a member of a race, a kept resolver.
 *
 * Advice: Let one side finish without the other: hand over a value instead of a promise, or await both from outside.
 *
 * Rules: none
 */
import type { Finding } from '../../protocol/finding.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import type { Diagnosis } from './diagnosis.ts';

export const awaitCycle: Diagnosis = ({ tasks }) =>
  (tasks?.groups ?? []).filter(({ state }) => state === 'cycle').map(finding);

function finding(group: TaskGroup): Finding {
  const [innermost] = group.frames;
  // Innermost first means: each function is awaited by the next one. People say it the other way round.
  const names = group.frames.map((frame) => frame.function).reverse();
  const round = [...names, names[0]].join(' → ');
  const often = group.count > 1 ? `, ${group.count} times` : '';
  return {
    id: 'await-cycle',
    severity: group.proven ? 'error' : 'warning',
    certainty: group.proven ? 'proven' : 'suspected',
    cause: null,
    message: group.proven
      ? `Deadlock: ${round} wait for each other${often}.`
      : `${round} wait for each other${often}; something else that is pending may still end it.`,
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
