/**
 * `await` inside the list of `Promise.all` waits before the list exists.
 *
 * The elements of the list are evaluated one after another, so each `await` finishes before the next call begins: the
 * calls that look parallel run in a row.
 *
 * Bad:
 * ```js
 * export async function load(getUser, getOrders) {
 *   const [user, orders] = await Promise.all([await getUser(), await getOrders()]);
 *   return { user, orders };
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function load(getUser, getOrders) {
 *   const [user, orders] = await Promise.all([getUser(), getOrders()]);
 *   return { user, orders };
 * }
 * ```
 */
import type { Node, Of } from '../../analysis/ast.ts';
import { unwrapped } from '../../analysis/ast.ts';
import { constantValue, pushesTo } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';

const combinators = new Set([
  'global.Promise.all',
  'global.Promise.allSettled',
  'global.Promise.any',
  'global.Promise.race',
]);

export const awaitInAll: Rule = {
  id: 'promise/await-in-all',
  level: 'warning',
  summary: 'await inside the list of Promise.all',
  create: (context) => ({
    CallExpression(call) {
      const key = context.calleeKey(call);
      const [list] = call.arguments;
      if (key === null || !combinators.has(key) || !list) return;
      const awaited = awaitedIn(context, unwrapped(list));
      const [first] = awaited;
      if (!first) return;
      const fix = context.fix('Remove await: the calls run side by side', true);
      for (const { start, argument } of awaited) fix.remove({ start, end: argument.start });
      context.report({
        node: first,
        message: `This await finishes before the next element of ${key.slice('global.'.length)} begins, so the calls run in a row.`,
        fixes: [fix],
      });
    },
  }),
};

/** The awaits whose values become elements of a list. */
function awaitedIn(context: RuleContext, list: Node): Of<'AwaitExpression'>[] {
  if (list.type === 'ArrayExpression') {
    // The only element of a list waits for nobody.
    if (list.elements.length < 2) return [];
    return list.elements.flatMap((element) => (element ? awaitsOf(element) : []));
  }
  const variable = list.type === 'Identifier' ? context.variableOf(list) : null;
  const constant = variable && constantValue(variable);
  if (!variable || constant?.type !== 'ArrayExpression') return [];
  const pushed = pushesTo(variable).flatMap((call) => call.arguments.flatMap(awaitsOf));
  return [...(constant.elements.length < 2 ? [] : awaitedIn(context, constant)), ...pushed];
}

function awaitsOf(element: Node): Of<'AwaitExpression'>[] {
  const value = unwrapped(element);
  if (value.type === 'AwaitExpression') return [value];
  if (value.type === 'ConditionalExpression')
    return [...awaitsOf(value.consequent), ...awaitsOf(value.alternate)];
  // `...(isWanted ? [await load()] : [])`
  if (value.type === 'SpreadElement') return awaitsOf(value.argument);
  if (value.type === 'ArrayExpression')
    return value.elements.flatMap((one) => (one ? awaitsOf(one) : []));
  return value.type === 'LogicalExpression' ? awaitsOf(value.right) : [];
}
