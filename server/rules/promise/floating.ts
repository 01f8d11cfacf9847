/**
 * A promise that nobody waits for fails where nobody sees it.
 *
 * The function goes on while the work is under way: what follows cannot rely on it, and a rejection ends the process as
 * an unhandled one, far from its cause.
 *
 * Bad:
 * ```js
 * async function saveAudit(entry) {
 *   await fetch('http://audit.internal/entries', { method: 'POST', body: entry });
 * }
 * export async function cancel(order) {
 *   saveAudit(`cancelled ${order.id}`);
 *   return order;
 * }
 * ```
 *
 * Good:
 * ```js
 * async function saveAudit(entry) {
 *   await fetch('http://audit.internal/entries', {
 *     method: 'POST',
 *     body: entry,
 *     signal: AbortSignal.timeout(5000),
 *   });
 * }
 * export async function cancel(order) {
 *   saveAudit(`cancelled ${order.id}`).catch((error) => console.error('No audit entry', error));
 *   return order;
 * }
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  isFunction,
  memberName,
  returnedValues,
  unwrapped,
} from '../../analysis/ast.ts';
import { memberOfThis } from '../../analysis/class-members.ts';
import { functionBehind } from '../../analysis/function-behind.ts';
import { eachOfAll } from '../../analysis/promise-lists.ts';
import {
  givesQuietPromise,
  isHandled,
  isQuiet,
  neverRejects,
} from '../../analysis/quiet-functions.ts';
import { constantBehind, constantValue, pushesTo, readsOf } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { isLeftAlone } from './left-alone.ts';

const cannotFail = /^global\.Promise\.(?:allSettled|resolve)$/;

export const floating: Rule = {
  id: 'promise/floating',
  level: 'warning',
  summary: 'A promise that nobody awaits or catches',
  create: (context) => ({
    ExpressionStatement({ expression }) {
      // What fails at the top level ends the program with its stack, as any other error there does.
      if (!enclosingFunction(expression)) return;
      for (const value of valuesOf(unwrapped(expression))) {
        if (isFloating(context, value))
          report(context, value, isHarmless(context, expression) ? 'hint' : undefined);
        else if (value.type === 'UnaryExpression' && value.operator === 'void') {
          // Somebody said that nobody waits for it; that it may fail is worth a hint.
          const call = unwrapped(value.argument);
          if (isKnown(context, call) && isFloating(context, call)) report(context, call, 'hint');
        }
      }
    },
    VariableDeclarator({ id, init }) {
      if (id.type !== 'Identifier' || !init || !enclosingFunction(id)) return;
      const variable = context.variableOf(id);
      if (!variable || readsOf(variable).length > 0 || variable.references.length > 1) return;
      const value = unwrapped(init);
      if (isFloating(context, value)) report(context, value);
    },
  }),
};

/** `a && b()`, `a ? b() : c()` and `a(), b()` have their calls in them. */
function valuesOf(node: Node): Node[] {
  if (node.type === 'LogicalExpression') return valuesOf(unwrapped(node.right));
  if (node.type === 'ConditionalExpression')
    return [...valuesOf(unwrapped(node.consequent)), ...valuesOf(unwrapped(node.alternate))];
  if (node.type === 'SequenceExpression')
    return node.expressions.flatMap((one) => valuesOf(unwrapped(one)));
  return [node];
}

function isFloating(context: RuleContext, call: Node): boolean {
  if (call.type !== 'CallExpression') return false;
  if (isListOfPromises(context, call)) return true;
  if (!context.isPromise(call) || isHandled(call) || isAllOfHandled(context, call)) return false;
  if (isMicrotask(context, call)) return false;
  if (context.file.role === 'test' && isLoudInTests(call)) return false;
  const key = context.calleeKey(call);
  if (key !== null && cannotFail.test(key)) return false;
  const called = context.called(call);
  return !called || !isQuiet(called.fn, called.facts);
}

/** `Promise.all(list.map((one) => send(one).catch(report)))`, also followed by `.then(done)` that only goes on. */
function isAllOfHandled(context: RuleContext, call: CallNode): boolean {
  const each = eachOfAll(context, call);
  if (!each) return false;
  if (each.async) return isQuiet(each, context);
  const values = returnedValues(each);
  return (
    values.length > 0 && values.every((one) => isHandled(one) || isNeverRejected(context, one))
  );
}

const isNeverRejected = (context: RuleContext, node: Node): boolean => {
  const value = unwrapped(node);
  return (
    value.type === 'NewExpression' &&
    context.calleeKey(value) === 'global.Promise' &&
    neverRejects(context.source, value.arguments[0])
  );
};

/**
 * `Promise.resolve().then(f)` and `sleep(500).then(f)` do something later; it fails as `queueMicrotask(f)` and
 * `setTimeout(f)` would.
 */
function isMicrotask(context: RuleContext, call: CallNode): boolean {
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'then') return false;
  const promise = unwrapped(callee.object);
  const [next] = call.arguments;
  if (promise.type === 'CallExpression' && promise.arguments.length === 0)
    if (context.calleeKey(promise) === 'global.Promise.resolve') return true;
  return next !== undefined && goesOn(context, next) && cannotBeRejected(context, promise);
}

/** What it is given at the end makes no promise that could be rejected. */
function goesOn(context: RuleContext, next: Node): boolean {
  const found = functionBehind(context.project, context.file, next);
  // A callback that was passed in: its own failure is its caller's.
  if (!found) return next.type === 'Identifier';
  const { fn } = found;
  if (fn.async) return false;
  const values = fn.body?.type === 'BlockStatement' ? returnedValues(fn) : [fn.body];
  return values.every(
    (one) => !one || isNeverRejected(context, one) || !context.isPromise(unwrapped(one)),
  );
}

function cannotBeRejected(context: RuleContext, promise: Node): boolean {
  if (promise.type === 'CallExpression') {
    if (isAllOfHandled(context, promise) || isMicrotask(context, promise)) return true;
    const key = context.calleeKey(promise);
    if (key === 'global.Promise.allSettled') return true;
    if (key === 'global.Promise.all') return isListOfSure(context, promise.arguments[0]);
    const called = context.called(promise);
    return called !== null && givesQuietPromise(called);
  }
  const made = constantBehind(context, promise) ?? memberOfThis(promise);
  return made !== null && isNeverRejected(context, made);
}

/** A list that begins empty and gets only promises that have nothing to be rejected with. */
function isListOfSure(context: RuleContext, list: Node | undefined): boolean {
  const variable = list ? context.variableOf(unwrapped(list)) : null;
  const initial = variable && constantValue(variable);
  if (!variable || initial?.type !== 'ArrayExpression') return false;
  const pushed = pushesTo(variable).flatMap((call) => call.arguments);
  const all = [...initial.elements, ...pushed];
  return all.length > 0 && all.every((one) => one !== null && isNeverRejected(context, one));
}

/** A chain that ends a test by its callback, and a subtest: what fails there fails the run. */
const isLoudInTests = ({ callee }: CallNode): boolean =>
  callee.type === 'MemberExpression' && /^(?:then|test)$/.test(memberName(callee) ?? '');

const isKnown = (context: RuleContext, call: Node): boolean =>
  call.type === 'CallExpression' && context.called(call) !== null;

/** On a page, which nothing ends, or left alone for a reason. */
const isHarmless = (context: RuleContext, statement: Node): boolean =>
  context.file.role === 'browser' || isLeftAlone(context, statement);

/** `list.map(async (one) => ...)` whose result is dropped. */
function isListOfPromises(context: RuleContext, call: Node): boolean {
  if (call.type !== 'CallExpression' || memberName(call.callee) !== 'map') return false;
  const [callback] = call.arguments;
  if (!callback || !isFunction(callback) || !callback.async) return false;
  const key = context.calleeKey(call);
  return (key === null || key === 'global.Array#map') && !isQuiet(callback, context);
}

function report(context: RuleContext, call: Node, level?: 'hint'): void {
  const isAsync = enclosingFunction(call)?.async === true;
  const isList = isListOfPromises(context, call);
  const statement = call.parent;
  const isWhole = statement?.type === 'ExpressionStatement';
  const wait = context.fix('Await it');
  if (isList) wait.insertBefore(call, 'await Promise.all(').insertAfter(call, ')');
  else wait.insertBefore(call, 'await ');
  context.report({
    node: call,
    ...(level ? { level } : {}),
    message: isList
      ? 'Nobody waits for these promises: a rejection is unhandled, and what follows runs before they are done.'
      : 'Nobody waits for this promise: a rejection is unhandled, and what follows runs before it is done.',
    fixes: [
      isAsync && isWhole ? wait : null,
      isList || !isWhole
        ? null
        : context
            .fix('Log its failure and go on')
            .insertAfter(call, '.catch((error) => console.error(error))'),
    ],
  });
}
