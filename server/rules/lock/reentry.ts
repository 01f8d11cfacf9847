/**
 * A mutex that is taken again by what holds it waits for itself.
 *
 * A mutex does not know who holds it: the second `acquire` waits for the first `release`, which comes after it. The
 * function never goes on, and neither does anybody else who wants the lock. Let the function that holds the lock call a
 * variant that does not take it.
 *
 * Bad:
 * ```js
 * import { Mutex } from 'async-mutex';
 *
 * const mutex = new Mutex();
 * let total = 0;
 * export const add = (n) => mutex.runExclusive(() => (total += n));
 * export const addAll = (list) =>
 *   mutex.runExclusive(async () => {
 *     for (const n of list) await add(n);
 *   });
 * ```
 *
 * Good:
 * ```js
 * import { Mutex } from 'async-mutex';
 *
 * const mutex = new Mutex();
 * let total = 0;
 * const increase = (n) => (total += n);
 * export const add = (n) => mutex.runExclusive(() => increase(n));
 * export const addAll = (list) =>
 *   mutex.runExclusive(() => {
 *     for (const n of list) increase(n);
 *   });
 * ```
 */
import type { RelatedPlace } from '../../../protocol/lint.ts';
import type { CallNode, Node } from '../../analysis/ast.ts';
import { unwrapped } from '../../analysis/ast.ts';
import { calledFunction } from '../../analysis/called-function.ts';
import type { FoundFunction } from '../../analysis/function-behind.ts';
import { callsWhileHeld, lockTakenBy, type TakenLock, waitedCalls } from '../../analysis/locks.ts';
import type { AnalyzedFile } from '../../analysis/project.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** Calls from the one that holds the lock to the one that takes it again. */
const deepest = 8;

export const reentry: Rule = {
  id: 'lock/reentry',
  level: 'error',
  summary: 'mutex taken again while it is held',
  create: (context) => ({
    CallExpression(call) {
      // That of a lock is to see what happens then.
      if (context.file.role === 'test') return;
      const lock = lockTakenBy(context.project, context.file, call);
      if (!lock) return;
      const where = lock.body?.file ?? context.file;
      if (where !== context.file) return;
      for (const inner of callsWhileHeld(context.file, call, lock)) {
        const path = wayToLock(context, context.file, inner, lock, new Set());
        if (!path) continue;
        context.report({
          node: inner,
          message: `${lock.name} is held here and taken again by this call: it waits for its own release, for ever.`,
          path: [...path, context.related(call, `${lock.name} is taken`)],
        });
      }
    },
  }),
};

/** The places from a call to where it takes the lock; `null` when it does not. */
function wayToLock(
  context: RuleContext,
  file: AnalyzedFile,
  call: CallNode,
  lock: TakenLock,
  seen: Set<Node>,
): RelatedPlace[] | null {
  const { project } = context;
  const taken = lockTakenBy(project, file, call);
  const place = { file: file.source.path, ...file.source.positionAt(call.start) };
  if (taken?.identity === lock.identity)
    return [{ ...place, label: `${lock.name} is taken again` }];
  // Another object of the same class has another lock.
  if (lock.isField && !isOfThis(call) && !taken?.body) return null;
  const called: FoundFunction | null = taken?.body ?? calledFunction(project, file, call);
  if (!called || seen.has(called.fn) || seen.size > deepest * deepest) return null;
  seen.add(called.fn);
  for (const inner of waitedCalls(called.fn)) {
    const way = wayToLock(context, called.file, inner, lock, seen);
    if (way) return way;
  }
  return null;
}

const isOfThis = (call: CallNode): boolean => {
  const callee = unwrapped(call.callee);
  return (
    callee.type === 'MemberExpression' &&
    (callee.object.type === 'ThisExpression' || callee.object.type === 'Super')
  );
};
