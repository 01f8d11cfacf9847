/**
 * An error that is thrown in a callback does not reject the promise around it.
 *
 * Only what the executor throws itself becomes a rejection. A callback that throws later ends the process as an uncaught
 * exception, and the promise is never settled; an `async` executor hides its failure in a promise that nobody has.
 *
 * Bad:
 * ```js
 * import { readFile } from 'node:fs';
 * export const readText = (file) =>
 *   new Promise((resolve) => {
 *     readFile(file, 'utf8', (error, text) => {
 *       if (error) throw error;
 *       resolve(text);
 *     });
 *   });
 * ```
 *
 * Good:
 * ```js
 * import { readFile } from 'node:fs';
 * export const readText = (file) =>
 *   new Promise((resolve, reject) => {
 *     readFile(file, 'utf8', (error, text) => {
 *       if (error) return reject(error);
 *       resolve(text);
 *     });
 *   });
 * ```
 */
import type { CallNode, FunctionNode, Node, Of } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  findOwn,
  isFunction,
  isInside,
  memberName,
  stringValue,
} from '../../analysis/ast.ts';
import { commentBeside } from '../../analysis/comments.ts';
import { isQuiet } from '../../analysis/quiet-functions.ts';
import {
  executorPromise,
  handoverKind,
  type ManualPromise,
  resolversPromise,
  type Settling,
  settlingOf,
} from '../../analysis/settling.ts';
import { readsOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { rejectName } from '../../fixes/reject-name.ts';
import { wrapInTry } from '../../fixes/wrap-in-try.ts';
import type { Rule, RuleContext } from '../rule.ts';

const atOnce =
  /^(?:map|flatMap|filter|reduce|reduceRight|some|every|find|findIndex|findLast|forEach|sort|toSorted|replace|replaceAll|from|then|catch|finally|parse|stringify)$/;
const listeners = /^(?:on|once|addListener|addEventListener|prependListener)$/;
const timers =
  /^(?:global\.set(?:Timeout|Immediate|Interval)|process\.nextTick|global\.queueMicrotask)$/;

export const throwing: Rule = {
  id: 'settle/throw',
  level: 'error',
  summary: 'A throw that does not reject the promise around it',
  create: (context) => ({
    NewExpression(node) {
      if (context.calleeKey(node) !== 'global.Promise') return;
      const [executor] = node.arguments;
      if (!executor || !isFunction(executor)) return;
      if (executor.async && (!isQuiet(executor, context) || isBare(executor)))
        reportExecutor(context, node, executor);
      const promise = executorPromise(context.source, node);
      if (promise) checkThrows(context, promise);
    },
    VariableDeclarator(declarator) {
      if (context.calleeKey(declarator.init) !== 'global.Promise.withResolvers') return;
      const promise = resolversPromise(context.source, declarator);
      if (promise) checkThrows(context, promise);
    },
  }),
};

/** It waits for nothing and catches nothing: any call in it may throw. */
const isBare = (executor: FunctionNode): boolean =>
  findOwn(executor, ({ type }) => type === 'CallExpression') !== null &&
  findOwn(executor, ({ type }) => type === 'AwaitExpression' || type === 'TryStatement') === null;

function checkThrows(context: RuleContext, promise: ManualPromise): void {
  const settling = settlingOf(context.source, promise);
  for (const statement of context.source.nodes('ThrowStatement')) {
    if (!isInside(statement, promise.fn)) continue;
    if (isLost(context, statement, promise, settling))
      context.report({
        node: statement,
        // It ends the run of a test, which says where.
        ...(context.file.role === 'test' ? { level: 'hint' as const } : {}),
        message:
          'This callback runs after the promise was made: what it throws does not reject the promise, but ends the process.',
        path: [context.related(promise.node, 'this promise stays pending')],
        fixes: [reject(context, promise, statement)],
      });
  }
}

/** Whether a throw leaves a callback that somebody calls later. */
function isLost(
  context: RuleContext,
  statement: Of<'ThrowStatement'>,
  promise: ManualPromise,
  settling: Settling,
): boolean {
  if (reportsCaught(statement)) return false;
  let node: Node = statement;
  let fn = enclosingFunction(node);
  while (fn && fn !== promise.fn) {
    if (fn.async || fn.generator || isCaught(node, fn)) return false;
    const uses = callsWith(context, fn);
    const [call] = uses;
    if (!call) return false;
    if (uses.every((one) => runsLater(context, one, fn as FunctionNode, settling))) return true;
    if (call !== fn.parent) return false;
    if (!atOnce.test(memberName(call.callee) ?? '')) return false;
    if (/^(?:then|catch|finally)$/.test(memberName(call.callee) ?? '')) return false;
    node = fn;
    fn = enclosingFunction(fn);
  }
  return false;
}

/** The call that a callback is written in, or those that it is passed to by its name, if it is not used in another way. */
function callsWith(context: RuleContext, fn: FunctionNode): CallNode[] {
  const { parent } = fn;
  if (parent?.type === 'CallExpression' && parent.arguments.includes(fn)) return [parent];
  const id = parent?.type === 'VariableDeclarator' ? parent.id : fn.id;
  const variable = id?.type === 'Identifier' ? context.variableOf(id) : null;
  const calls = variable ? readsOf(variable).map((read) => callGiven(read)) : [];
  return calls.every((call) => call !== null) ? calls : [];
}

const callGiven = (node: Node): CallNode | null =>
  node.parent?.type === 'CallExpression' && node.parent.callee !== node ? node.parent : null;

/** `catch (error) { setTimeout(() => { throw error; }); }`: the way to have it reported, while the rest goes on. */
function reportsCaught({ argument, parent }: Of<'ThrowStatement'>): boolean {
  const name = argument.type === 'Identifier' ? argument.name : null;
  const clause = parent && ancestor(parent, (one) => one.type === 'CatchClause');
  return (
    clause?.type === 'CatchClause' &&
    clause.param?.type === 'Identifier' &&
    clause.param.name === name
  );
}

const isCaught = (node: Node, fn: FunctionNode): boolean => {
  let child = node;
  const found = ancestor(node, (outer) => {
    const before = child;
    child = outer;
    return (
      outer === fn ||
      (outer.type === 'TryStatement' && outer.handler !== null && outer.block === before)
    );
  });
  return found !== fn;
};

function runsLater(
  context: RuleContext,
  call: CallNode,
  fn: FunctionNode,
  settling: Settling,
): boolean {
  const method = memberName(call.callee);
  const key = context.calleeKey(call);
  if (method !== null && atOnce.test(method)) return false;
  const event = stringValue(call.arguments[0]);
  if (method !== null && listeners.test(method) && event !== null) return true;
  if (key !== null && timers.test(key)) return true;
  return settling.carries(fn) && handoverKind({ call, argument: fn, fn }, key, event) === 'once';
}

function reject(
  context: RuleContext,
  promise: ManualPromise,
  { start, end, argument }: Of<'ThrowStatement'>,
): FixBuilder | null {
  const fix = context.fix('Reject instead', true);
  const name = rejectName(context.source, promise, fix);
  return name === null
    ? null
    : fix.replace({ start, end }, `return ${name}(${fix.textOf(argument)});`);
}

/** Somebody told another linter that it is meant. */
const isMeant = ({ source }: RuleContext, node: Node): boolean =>
  commentBeside(source, node).includes('no-async-promise-executor');

function reportExecutor(
  context: RuleContext,
  node: Of<'NewExpression'>,
  executor: FunctionNode,
): void {
  const promise = executorPromise(context.source, node);
  const fix = context.fix('Reject when the executor fails', true);
  const name = promise && rejectName(context.source, promise, fix);
  const { body } = executor;
  context.report({
    node: executor,
    // A test or a script that fails there fails at once, and is read by whoever runs it.
    ...(context.file.role === 'service' && !isMeant(context, node)
      ? {}
      : { level: 'hint' as const }),
    message:
      'The failure of an async executor does not reject the promise: it is an unhandled rejection, and the promise stays pending.',
    fixes: [
      name && body?.type === 'BlockStatement' ? wrapInTry(fix, body, `${name}(error);`) : null,
    ],
  });
}
