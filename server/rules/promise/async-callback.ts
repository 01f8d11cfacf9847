/**
 * An async function is passed to what does not wait for it.
 *
 * `forEach` and `on` drop what their callback returns: nothing waits for the work, and a rejection is unhandled, which
 * ends the process. `filter`, `some` and `find` take the promise for their answer, and a promise is always true. For
 * `setInterval` see `timer/async-interval`.
 *
 * Bad:
 * ```js
 * export async function remind(users, mailer) {
 *   users.forEach(async (user) => {
 *     await mailer.send(user.address);
 *   });
 *   return users.length;
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function remind(users, mailer) {
 *   for (const user of users) {
 *     await mailer.send(user.address);
 *   }
 *   return users.length;
 * }
 * ```
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import {
  argument,
  enclosingFunction,
  findOwn,
  isFunction,
  memberName,
  parameterPattern,
  stringValue,
  unwrapped,
} from '../../analysis/ast.ts';
import { classAround } from '../../analysis/class-members.ts';
import { type FileFacts, factsOf } from '../../analysis/file-facts.ts';
import { functionBehind } from '../../analysis/function-behind.ts';
import { isVoidFunction } from '../../analysis/promise-types.ts';
import { isHandled, isQuiet } from '../../analysis/quiet-functions.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { wrapInTry } from '../../fixes/wrap-in-try.ts';
import type { Rule, RuleContext } from '../rule.ts';

const askers = /^(?:filter|some|every|find|findIndex|findLast|findLastIndex|sort|toSorted)$/;
const listeners = /^(?:on|once|addListener|addEventListener|prependListener|prependOnceListener)$/;
const lists = /^global\.(?:Array|Map|Set|URLSearchParams)#/;
/** A request has its own way to fail; `data` is a rule of its own. */
const otherEvents = /^(?:exit|uncaughtException|unhandledRejection|request|data)$/;
const endSignals = /^SIG(?:TERM|INT|QUIT|BREAK|ABRT)$/;
/** They wait for the promises of their listeners. */
const waiting = /^(?:telegraf|grammy|emittery|hono|elysia|koa|@slack\/bolt|probot)\b/;
const timers = /^(?:global\.set(?:Timeout|Immediate)|process\.nextTick|global\.queueMicrotask)$/;
const nodeCallbacks =
  /^(?:fs\.(?!promises)(?!.*(?:watch|Stream)$)\w+|dns\.(?:lookup|resolve\w*)|child_process\.(?:exec|execFile)|zlib\.\w+|better-sqlite3[#.].*transaction)$/;

export const asyncCallback: Rule = {
  id: 'promise/async-callback',
  level: 'warning',
  summary: 'An async function where nobody waits for it',
  create: (context) => ({
    CallExpression(call) {
      const method = memberName(call.callee);
      if (method === 'forEach') checkForEach(context, call);
      else if (method !== null && askers.test(method)) checkAsker(context, call, method);
      else if (method !== null && listeners.test(method)) checkListener(context, call, method);
      else checkCallback(context, call);
    },
  }),
};

function checkForEach(context: RuleContext, call: CallNode): void {
  const callback = argument(call, 0);
  if (!callback || !isDropped(call) || hasOwnMethod(context, call)) return;
  if (!givesPromise(context, callback)) return;
  context.report({
    node: callback,
    message:
      'forEach does not wait for this async function: all calls run at once, what follows runs before they are done, and a rejection is unhandled.',
    fixes: [forOf(context, call, callback)],
  });
}

/** Nobody waits for the call either, as one does for a `forEach` of a cursor. */
const isDropped = ({ parent }: CallNode): boolean =>
  parent?.type === 'ExpressionStatement' ||
  (parent?.type === 'ArrowFunctionExpression' && !parent.async) ||
  (parent?.type === 'ChainExpression' && parent.parent?.type === 'ExpressionStatement');

function checkAsker(context: RuleContext, call: CallNode, method: string): void {
  const callback = argument(call, 0);
  if (!callback || call.parent?.type === 'AwaitExpression') return;
  const key = context.calleeKey(call);
  if (key !== null && !lists.test(key) && !/^[./]/.test(key)) return;
  if (hasOwnMethod(context, call) || !givesPromise(context, callback)) return;
  context.report({
    node: callback,
    message: `${method} takes the promise of this async function for its answer, and a promise is always true.`,
  });
}

function checkListener(context: RuleContext, call: CallNode, method: string): void {
  const event = stringValue(argument(call, 0));
  const callback = argument(call, 1);
  const key = context.calleeKey(call);
  if (event === null || !callback || otherEvents.test(event)) return;
  if ((key !== null && waiting.test(key)) || hasOwnMethod(context, call)) return;
  // The signal is to end the process, and so does the failure.
  // Of a worker it ends the thread, and who began it hears of that.
  const isEnd =
    (key?.startsWith('process.') === true && endSignals.test(event)) ||
    key?.startsWith('worker_threads.parentPort') === true ||
    // Of a class from elsewhere, which may wait for what it calls.
    isOfUnknownBase(context, call);
  const why = `${method} drops what its listener returns`;
  reportUnhandled(context, callback, why, isEnd ? 'hint' : undefined);
}

/** `this.on(...)` in a class that extends one of a package that is not known to be an emitter. */
function isOfUnknownBase(context: RuleContext, { callee }: CallNode): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'ThisExpression') return false;
  const base = classAround(callee)?.superClass;
  const key = base ? context.key(base) : null;
  return key !== null && !/^(?:events|stream|net|http|https|tls|ws|[./])/.test(key);
}

function checkCallback(context: RuleContext, call: CallNode): void {
  const key = context.calleeKey(call);
  call.arguments.forEach((callback, index) => {
    if (isFunction(callback) && callback.async && expectsNothing(context, call, index))
      reportUnhandled(context, callback, 'This parameter is a function that returns nothing');
  });
  if (key === null) return;
  const isTimer = timers.test(key);
  const callback = isTimer ? argument(call, 0) : call.arguments.at(-1);
  if (!callback || !(isTimer || nodeCallbacks.test(key))) return;
  // A named function that a timer calls is most often a loop that schedules itself, and is meant to be.
  if (isTimer && !isFunction(callback)) return;
  const name = key.slice(key.lastIndexOf('.') + 1);
  reportUnhandled(context, callback, `${name} drops what its callback returns`);
}

function reportUnhandled(context: RuleContext, callback: Node, why: string, level?: 'hint'): void {
  // A page goes on after a rejection, and logs it.
  if (context.file.role === 'browser') return;
  if (!givesPromise(context, callback)) return;
  const found = functionBehind(context.project, context.file, callback);
  if (!found || mayNotFail(found.fn, factsOf(context.project, found.file))) return;
  context.report({
    node: callback,
    ...(level ? { level } : {}),
    message: `${why}: a rejection of this async function is unhandled, and ends the process.`,
    fixes: [catching(context, callback)],
  });
}

function mayNotFail(fn: FunctionNode, facts: FileFacts): boolean {
  if (isQuiet(fn, facts)) return true;
  const only = fn.body && fn.body.type !== 'BlockStatement' ? unwrapped(fn.body) : null;
  const call = only?.type === 'AwaitExpression' ? unwrapped(only.argument) : only;
  if (call?.type !== 'CallExpression') return false;
  if (isHandled(call)) return true;
  const called = facts.called(call);
  return called !== null && isQuiet(called.fn, called.facts);
}

/** The function that is called says by its types that it does not wait: `(step: () => void)`. */
function expectsNothing(context: RuleContext, call: CallNode, index: number): boolean {
  const called = functionBehind(context.project, context.file, call.callee);
  const parameter = called?.fn.params[index];
  if (!called || !parameter) return false;
  const pattern = parameterPattern(parameter);
  const type = 'typeAnnotation' in pattern ? pattern.typeAnnotation : null;
  return type !== null && type !== undefined && isVoidFunction(called.file.source, type);
}

/** Async, or an arrow function whose value is a promise that nobody catches. */
function givesPromise(context: RuleContext, callback: Node): boolean {
  const value = unwrapped(callback);
  if (isFunction(value)) {
    if (value.generator) return false;
    if (value.async) return true;
    if (!value.body || value.body.type === 'BlockStatement') return false;
    return context.isPromise(value.body) && !isHandled(value.body);
  }
  const found = functionBehind(context.project, context.file, value);
  return found?.fn.async === true && !found.fn.generator;
}

/** A method of the project's own with this name may well wait. */
function hasOwnMethod(context: RuleContext, call: CallNode): boolean {
  return functionBehind(context.project, context.file, call.callee) !== null;
}

/** `list.forEach(async (one) => {...})` as `for (const one of list) {...}`. */
function forOf(context: RuleContext, call: CallNode, callback: Node): FixBuilder | null {
  const { callee, parent } = call;
  if (callee.type !== 'MemberExpression' || call.arguments.length !== 1) return null;
  if (parent?.type !== 'ExpressionStatement' || !enclosingFunction(call)?.async) return null;
  if (!isFunction(callback) || callback.body?.type !== 'BlockStatement') return null;
  if (findOwn(callback.body, ({ type }) => type === 'ReturnStatement')) return null;
  const [value, index, rest] = callback.params;
  if (!value || rest || value.type === 'AssignmentPattern') return null;
  const key = context.key(callee.object);
  if (key !== null && /^global\.(?:Map|URLSearchParams)#/.test(key)) return null;
  const list = context.source.textOf(callee.object);
  const fix = context.fix('Use for...of, which waits for each');
  const name = fix.textOf(value);
  const head = index
    ? `for (const [${fix.textOf(index)}, ${name}] of ${list}.entries()) `
    : `for (const ${name} of ${list}) `;
  return fix
    .replace({ start: parent.start, end: callback.body.start }, head)
    .remove({ start: callback.body.end, end: parent.end });
}

/** Puts the body into a `try` that logs. */
function catching(context: RuleContext, callback: Node): FixBuilder | null {
  if (!isFunction(callback) || callback.body?.type !== 'BlockStatement') return null;
  const fix = context.fix('Catch and log its failure');
  return wrapInTry(fix, callback.body, 'console.error(error);');
}
