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
import type { CallNode, FunctionNode, Node, Of } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  isFunction,
  memberName,
  parameterPattern,
  returnedValues,
  stringValue,
  unwrapped,
} from '../../analysis/ast.ts';
import { calledName, soundsLikeCleanup } from '../../analysis/call-names.ts';
import { commentBeside } from '../../analysis/comments.ts';
import {
  givesQuietPromise,
  isHandled,
  isQuiet,
  neverRejects,
} from '../../analysis/quiet-functions.ts';
import { constantValue, parameterIndex, readsOf } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** What a comment says where nobody is to wait. */
const intended =
  /\b(?:no-floating-promises|JSIgnoredPromiseFromCall|a?wait|waiting|background|fire\W+(?:and|&)\W+forget|floating|detached)\b/i;
const cannotFail = /^global\.Promise\.(?:allSettled|resolve)$/;
/** The same of other libraries. */
const settles = /^(?:allSettled|allResolved|settle|settleAll)$/;

export const floating: Rule = {
  id: 'promise/floating',
  level: 'warning',
  summary: 'A promise that nobody awaits or catches',
  create: (context) => ({
    ExpressionStatement({ expression }) {
      // What fails at the top level ends the program with its stack, as any other error there does.
      if (!enclosingFunction(expression)) return;
      for (const value of valuesOf(unwrapped(expression))) {
        if (isFloating(context, value)) report(context, value, levelOf(context, expression));
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

/** Somebody said that nobody waits for it, or it is on a page, which nothing ends: that it may fail is worth a hint. */
const levelOf = (context: RuleContext, node: Node): 'hint' | undefined =>
  context.file.role === 'browser' ||
  followsHandled(context, unwrapped(node)) ||
  followsEnd(unwrapped(node)) ||
  isAllOfEnds(context, unwrapped(node)) ||
  isForSignal(context, node) ||
  isEnd(unwrapped(node)) ||
  tellsByCallback(context, unwrapped(node)) ||
  intended.test(commentBeside(context.source, node))
    ? 'hint'
    : undefined;

/** `process.on('SIGTERM', () => { shutdown(); })`: the signal is to end the process, and so does the failure. */
function isForSignal(context: RuleContext, node: Node): boolean {
  const listener = enclosingFunction(node)?.parent;
  return (
    listener?.type === 'CallExpression' &&
    /^process\.(?:on|once)$/.test(context.calleeKey(listener) ?? '') &&
    /^SIG[A-Z]+\d?$/.test(stringValue(listener.arguments[0]) ?? '')
  );
}

/** `connection.destroy()`, `this._closeAll().then(log)`: what ends has little left to fail. */
function isEnd(call: Node): boolean {
  const name = calledName(call)?.replace(/^_+/, '');
  if (name === undefined) return false;
  if (soundsLikeCleanup(name) || endings.test(name) || /[bB]ackground/.test(name)) return true;
  const before = name === 'then' ? receiverOf(call) : null;
  return before !== null && isEnd(before);
}

/** `close_server`; and an emitter whose `emit` is async waits for listeners that nobody else waits for. */
const endings =
  /^(?:emit$|closed$|(?:close|destroy|dispose|disconnect|release|terminate|shutdown|stop)[A-Z_])/;

/** What says of something that it is over: `connection.closed.then(forget)`, `iterator.done.then(report)`. */
const ended = /(?:^|[a-z_])(?:closed|done|ended|finished|exited|disconnected|destroyed)$/i;

function followsEnd(call: Node): boolean {
  const before = calledName(call) === 'then' ? receiverOf(call) : null;
  if (!before) return false;
  if (settles.test(calledName(before) ?? '')) return true;
  return ended.test(calledName(before) ?? memberName(before) ?? '');
}

const receiverOf = (call: Node): Node | null =>
  call.type === 'CallExpression' && call.callee.type === 'MemberExpression'
    ? unwrapped(call.callee.object)
    : null;

/** `this.load(streams, (error) => {})`: whoever waits does so by the callback. */
function tellsByCallback(context: RuleContext, call: Node): boolean {
  if (call.type !== 'CallExpression') return false;
  const given = call.arguments.at(-1);
  // `callback || (() => {})`
  const last = given?.type === 'LogicalExpression' ? unwrapped(given.left) : given;
  if (isFunction(last) && takesError(last)) return true;
  if (last !== given && last?.type === 'Identifier' && /^(?:cb|callback|done)$/.test(last.name))
    return true;
  const passed = last?.type === 'Identifier' ? context.variableOf(last) : null;
  if (!isFunction(last) && (!passed || parameterIndex(passed) === null)) return false;
  const called = context.called(call);
  const parameter = called?.fn.params[call.arguments.length - 1];
  const pattern = parameter && parameterPattern(parameter);
  const variable = pattern?.type === 'Identifier' ? called?.facts.variableOf(pattern) : null;
  // What is only passed on, to a list for example, may not be how the work ends.
  return (
    variable !== null &&
    variable !== undefined &&
    readsOf(variable).some(
      ({ parent, start }) => parent?.type === 'CallExpression' && parent.callee.start === start,
    )
  );
}

/** `(err, text) => {}` */
const takesError = ({ params: [first] }: FunctionNode): boolean =>
  first?.type === 'Identifier' && /^(?:e|err|error)$/.test(first.name);

/** `Promise.all(list).then(done)` where each promise of the list is caught when it is put there. */
function followsHandled(context: RuleContext, call: Node): boolean {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const all = unwrapped(call.callee.object);
  if (all.type !== 'CallExpression' || context.calleeKey(all) !== 'global.Promise.all')
    return false;
  const [list] = all.arguments;
  const variable = list?.type === 'Identifier' ? context.variableOf(list) : null;
  if (!variable || memberName(call.callee) !== 'then') return false;
  const pushed = readsOf(variable).flatMap(({ parent }) =>
    parent?.parent?.type === 'CallExpression' && memberName(parent) === 'push'
      ? parent.parent.arguments
      : [],
  );
  return pushed.length > 0 && pushed.every(isHandled);
}

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

/** `Promise.all(servers.map((one) => one.stop()))` */
function isAllOfEnds(context: RuleContext, call: Node): boolean {
  const each = call.type === 'CallExpression' ? eachOfAll(context, call) : null;
  const values = each ? returnedValues(each) : [];
  return values.length > 0 && values.every((one) => isEnd(unwrapped(one)));
}

/** What makes the promises of `Promise.all(list.map(each))`, where the list may have a name. */
function eachOfAll(context: RuleContext, call: CallNode): FunctionNode | null {
  if (context.calleeKey(call) !== 'global.Promise.all') return null;
  const [given] = call.arguments;
  const value = given && unwrapped(given);
  const variable = value?.type === 'Identifier' ? context.variableOf(value) : null;
  const named = variable && constantValue(variable);
  const list = named
    ? unwrapped(named)
    : value?.type === 'ArrayExpression'
      ? spreadIn(value)
      : value;
  if (list?.type !== 'CallExpression' || memberName(list.callee) !== 'map') return null;
  const [each] = list.arguments;
  return isFunction(each) ? each : null;
}

/** `list` of `[...list]` */
function spreadIn({ elements: [only, more] }: Of<'ArrayExpression'>): Node | null {
  return only?.type === 'SpreadElement' && more === undefined ? unwrapped(only.argument) : null;
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
  if (!isFunction(next) || next.async || next.body?.type !== 'BlockStatement') {
    const value = isFunction(next) && !next.async ? next.body : null;
    if (!value || context.isPromise(value)) return false;
  }
  if (isFunction(next) && returnedValues(next).some((one) => context.isPromise(one))) return false;
  return cannotBeRejected(context, promise);
}

function cannotBeRejected(context: RuleContext, promise: Node): boolean {
  if (promise.type === 'CallExpression') {
    if (isAllOfHandled(context, promise)) return true;
    if (context.calleeKey(promise) === 'global.Promise.allSettled') return true;
    const called = context.called(promise);
    return called !== null && givesQuietPromise(called);
  }
  const variable = promise.type === 'Identifier' ? context.variableOf(promise) : null;
  const made = variable && constantValue(variable);
  return made !== null && isNeverRejected(context, made);
}

/** A chain that ends a test by its callback, and a subtest: what fails there fails the run. */
const isLoudInTests = ({ callee }: CallNode): boolean =>
  callee.type === 'MemberExpression' && /^(?:then|test)$/.test(memberName(callee) ?? '');

const isKnown = (context: RuleContext, call: Node): boolean =>
  call.type === 'CallExpression' && context.called(call) !== null;

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
