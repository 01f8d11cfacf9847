/** Whether a function hands itself to a scheduler. */
import type { FunctionNode, Node } from '../../analysis/ast.ts';
import { ancestor, isFunction, unwrapped, walkOwn } from '../../analysis/ast.ts';
import { referencedFunction } from '../../analysis/referenced-function.ts';
import type { RuleContext } from '../rule.ts';

/**
 * @param callback what is scheduled: the name of a function, or a function that calls it
 * @returns the function around `place` that will be called again
 */
export function rescheduled(
  context: RuleContext,
  place: Node,
  callback: Node,
): FunctionNode | null {
  const target = referencedFunction(context.source, callback);
  if (!target) return null;
  const isAround = (fn: FunctionNode): boolean => ancestor(place, (one) => one === fn) !== null;
  if (isAround(target)) return target;
  if (!isFunction(unwrapped(callback))) return null;
  let found: FunctionNode | null = null;
  walkOwn(target, (node) => {
    if (node.type !== 'CallExpression') return;
    const called = referencedFunction(context.source, node.callee);
    if (called && isAround(called)) found ??= called;
  });
  return found;
}
