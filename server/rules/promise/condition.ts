/**
 * A promise in a condition is always true.
 *
 * Without `await` the condition sees the promise, not what it resolves with: the branch is taken whatever the answer is.
 *
 * Bad:
 * ```js
 * async function mayDelete(user) {
 *   const roles = await user.roles();
 *   return roles.includes('admin');
 * }
 * export async function remove(user, post) {
 *   if (mayDelete(user)) await post.delete();
 * }
 * ```
 *
 * Good:
 * ```js
 * async function mayDelete(user) {
 *   const roles = await user.roles();
 *   return roles.includes('admin');
 * }
 * export async function remove(user, post) {
 *   if (await mayDelete(user)) await post.delete();
 * }
 * ```
 */
import type { Node } from '../../analysis/ast.ts';
import { enclosingFunction, unwrapped } from '../../analysis/ast.ts';
import { constantValue } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';

const comparisons = new Set(['==', '===', '!=', '!==', '<', '>', '<=', '>=']);

export const condition: Rule = {
  id: 'promise/condition',
  level: 'error',
  summary: 'A promise where a condition is',
  create(context) {
    const seen = new Set<Node>();
    const check = (test: Node | null): void => {
      if (test) checkTest(context, test, seen);
    };
    return {
      IfStatement: ({ test }) => check(test),
      WhileStatement: ({ test }) => check(test),
      DoWhileStatement: ({ test }) => check(test),
      ForStatement: ({ test }) => check(test),
      ConditionalExpression: ({ test }) => check(test),
      UnaryExpression: ({ operator, argument }) => (operator === '!' ? check(argument) : null),
      LogicalExpression: ({ left }) => (left.type === 'LogicalExpression' ? null : check(left)),
    };
  },
};

function checkTest(context: RuleContext, test: Node, seen: Set<Node>): void {
  const value = unwrapped(test);
  if (seen.has(value)) return;
  seen.add(value);
  if (value.type === 'LogicalExpression') {
    checkTest(context, value.left, seen);
    checkTest(context, value.right, seen);
  } else if (value.type === 'UnaryExpression' && value.operator === '!')
    checkTest(context, value.argument, seen);
  else if (value.type === 'BinaryExpression' && comparisons.has(value.operator)) {
    for (const side of [value.left, value.right])
      if (isPromise(context, side) && !isNothing(value.left) && !isNothing(value.right))
        report(context, unwrapped(side), 'never equal to the value it resolves with');
  } else if (isPromise(context, test)) report(context, value, 'always true');
}

/** `a?.load()` may well be undefined, and what a function gives that does not always return. */
const isPromise = (context: RuleContext, node: Node): boolean =>
  node.type !== 'ChainExpression' && context.isPromise(node) && !mayBeNothing(context, node);

function mayBeNothing(context: RuleContext, node: Node): boolean {
  const value = unwrapped(node);
  const variable = value.type === 'Identifier' ? context.variableOf(value) : null;
  const call = (variable && constantValue(variable)) ?? value;
  const fn = context.called(call)?.fn;
  if (!fn || fn.async || fn.body?.type !== 'BlockStatement') return false;
  const last = fn.body.body.at(-1);
  return last?.type !== 'ReturnStatement' && last?.type !== 'ThrowStatement';
}

/** Whether there is a promise may be asked of a variable, as in `pending !== null`. */
const isNothing = (node: Node): boolean =>
  node.type === 'Identifier' || (node.type === 'Literal' && node.value === null && !node.raw);

function report(context: RuleContext, value: Node, what: string): void {
  const canWait = enclosingFunction(value)?.async === true;
  const fix = context.fix('Await it');
  if (value.type === 'CallExpression' || value.type === 'Identifier') {
    const { parent } = value;
    const isAlone =
      parent?.type === 'IfStatement' ||
      parent?.type === 'WhileStatement' ||
      parent?.type === 'UnaryExpression' ||
      parent?.type === 'LogicalExpression' ||
      parent?.type === 'BinaryExpression' ||
      parent?.type === 'ConditionalExpression';
    fix.insertBefore(value, isAlone ? 'await ' : '(await ');
    if (!isAlone) fix.insertAfter(value, ')');
  }
  context.report({
    node: value,
    message: `This is a promise, which is ${what}: the condition does not see the answer.`,
    fixes: [canWait ? fix : null],
  });
}
