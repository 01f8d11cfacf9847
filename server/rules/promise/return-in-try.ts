/**
 * A promise that is returned from a `try` without `await` fails outside of it.
 *
 * The function has left the `try` when the promise is rejected: the `catch` does not see it, and the `finally` has run
 * while the work was under way.
 *
 * Bad:
 * ```js
 * async function charge(order) {
 *   const answer = await order.charge();
 *   return answer.id;
 * }
 * export async function pay(order, log) {
 *   try {
 *     return charge(order);
 *   } catch (error) {
 *     log.warn(error);
 *     return null;
 *   }
 * }
 * ```
 *
 * Good:
 * ```js
 * async function charge(order) {
 *   const answer = await order.charge();
 *   return answer.id;
 * }
 * export async function pay(order, log) {
 *   try {
 *     return await charge(order);
 *   } catch (error) {
 *     log.warn(error);
 *     return null;
 *   }
 * }
 * ```
 */
import type { Node, Of } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  findOwn,
  isFunction,
  isInside,
  memberName,
  unwrapped,
} from '../../analysis/ast.ts';
import { isHandled, isQuiet, neverRejects } from '../../analysis/quiet-functions.ts';
import type { Variable } from '../../analysis/source-file.ts';
import { constantBehind, parameterIndex, readsOf } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const returnInTry: Rule = {
  id: 'promise/return-in-try',
  level: 'warning',
  summary: 'A promise returned from a try without await',
  create: (context) => ({
    ReturnStatement(statement) {
      const { argument } = statement;
      const fn = enclosingFunction(statement);
      if (!argument || !fn || fn.generator) return;
      const guard = guardAround(statement);
      if (!guard) return;
      for (const value of branches(unwrapped(argument)))
        if (!isDoneByCatch(context, value, guard.statement)) check(context, value, guard, fn.async);
    },
  }),
};

/** Which part of the innermost `try` misses what happens to the returned promise. */
function guardAround(statement: Node): Guard | null {
  let child: Node = statement;
  let found: Guard | null = null;
  ancestor(statement, (outer) => {
    if (isFunction(outer)) return true;
    const misses = outer.type === 'TryStatement' ? missedBy(outer, child) : null;
    if (outer.type === 'TryStatement' && misses) found = { statement: outer, misses };
    child = outer;
    return found !== null;
  });
  return found;
}

interface Guard {
  readonly statement: Of<'TryStatement'>;
  readonly misses: 'catch' | 'finally';
}

/** `catch (error) { return Promise.reject(error); }` */
function rejects(context: RuleContext, { body }: Of<'BlockStatement'>): boolean {
  const [only, more] = body;
  return (
    more === undefined &&
    only?.type === 'ReturnStatement' &&
    context.calleeKey(only.argument) === 'global.Promise.reject'
  );
}

/** `try { ...; return done(null); } catch (error) { return done(error); }`: with `await` it would be done twice. */
function isDoneByCatch(
  context: RuleContext,
  value: Node,
  { handler, block }: Of<'TryStatement'>,
): boolean {
  if (value.type !== 'CallExpression' || !handler || !isInside(value, block)) return false;
  // What is thrown at once is made a rejection, which the promise is anyway.
  if (rejects(context, handler.body)) return true;
  const { source } = context;
  const name = source.textOf(value.callee);
  return (
    findOwn(
      handler.body,
      (node) => node.type === 'CallExpression' && source.textOf(node.callee) === name,
    ) !== null
  );
}

function missedBy(
  { block, handler, finalizer }: Of<'TryStatement'>,
  part: Node,
): 'catch' | 'finally' | null {
  if (part === finalizer) return null;
  if (part === block && handler) return 'catch';
  return finalizer ? 'finally' : null;
}

const branches = (value: Node): Node[] =>
  value.type === 'ConditionalExpression'
    ? [...branches(unwrapped(value.consequent)), ...branches(unwrapped(value.alternate))]
    : value.type === 'LogicalExpression'
      ? branches(unwrapped(value.right))
      : [value];

function check(
  context: RuleContext,
  value: Node,
  { statement, misses: around }: Guard,
  isAsync: boolean,
): void {
  if (!context.isPromise(value) && !(isAsync && isTask(context, value))) return;
  if (isSettled(context, value, around)) return;
  if (around === 'catch' && cannotFail(context, value, statement.handler)) return;
  context.report({
    node: value,
    message:
      around === 'catch'
        ? 'The function leaves this try before the promise settles: its catch does not see a rejection.'
        : 'The function leaves this try before the promise settles: its finally runs while the work is under way.',
    fixes: [isAsync ? context.fix('Return after await', true).insertBefore(value, 'await ') : null],
  });
}

const tasks = /^(?:fn|func|task|work|operation|action|job|attempt|request|thunk|execute)$/;

/** `return fn()` in an async function that was given `fn` to try: what is tried there is most often async. */
function isTask(context: RuleContext, value: Node): boolean {
  if (value.type !== 'CallExpression' || value.callee.type !== 'Identifier') return false;
  const { callee } = value;
  const variable = context.variableOf(callee);
  if (!variable || parameterIndex(variable) === null || !tasks.test(callee.name)) return false;
  // `fn(error)` elsewhere makes it a callback, which is told how the work went.
  if (value.arguments.length === 0 && isToldOfErrors(variable)) return false;
  // A type would have said that it gives a promise.
  return !/\.[cm]?tsx?$/.test(context.source.path);
}

const isToldOfErrors = (variable: Variable): boolean =>
  readsOf(variable).some(
    ({ parent, start }) =>
      parent?.type === 'CallExpression' &&
      parent.callee.start === start &&
      parent.arguments[0]?.type === 'Identifier' &&
      /^(?:e|err|error)$|(?:Err|Error)$/.test(parent.arguments[0].name),
  );

/** What is settled already keeps no `finally` waiting, and only a rejection gets past a `catch`. */
function isSettled(context: RuleContext, value: Node, around: 'catch' | 'finally'): boolean {
  const key = context.calleeKey(value);
  return (
    key === 'global.Promise.resolve' || (key === 'global.Promise.reject' && around === 'finally')
  );
}

/** Or only with what the `catch` throws on as it is. */
function cannotFail(context: RuleContext, value: Node, handler: Of<'CatchClause'> | null): boolean {
  const made = constantBehind(context, value);
  if (made) return cannotFail(context, unwrapped(made), handler);
  if (isHandled(value)) return true;
  if (value.type === 'NewExpression') return neverRejects(context.source, value.arguments[0]);
  if (value.type !== 'CallExpression') return false;
  const called = context.called(value);
  if (!called) return false;
  const passed = handler ? testsOfPassed(context, handler) : [];
  return isQuiet(called.fn, called.facts, 0, ({ argument }) => {
    const thrown = argument.type === 'NewExpression' ? unwrapped(argument.callee) : null;
    const name = thrown?.type === 'Identifier' ? thrown.name : thrown && memberName(thrown);
    return Boolean(name) && passed.some((test) => new RegExp(`\\b${name}\\b`).test(test));
  });
}

/** `error.name === 'NotFound'` of `if (error.name === 'NotFound') throw error;` */
function testsOfPassed({ source }: RuleContext, { body, param }: Of<'CatchClause'>): string[] {
  return body.body.flatMap((one) => {
    if (one.type !== 'IfStatement' || param?.type !== 'Identifier') return [];
    const passes = findOwn(
      one.consequent,
      (node) =>
        node.type === 'ThrowStatement' &&
        node.argument.type === 'Identifier' &&
        node.argument.name === param.name,
    );
    return passes ? [source.textOf(one.test)] : [];
  });
}
