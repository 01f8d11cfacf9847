/**
 * A loop that awaits only what is there already, or a tick that schedules itself, keeps all else out.
 *
 * Microtasks and `process.nextTick` run before the event loop goes on. As long as each of them makes the next one,
 * no timer fires and nothing is read from a socket, although the code looks as if it gave way.
 *
 * Bad:
 * ```js
 * export async function drain(queue, handle) {
 *   while (true) {
 *     const job = queue.shift();
 *     if (job) handle(job);
 *     await Promise.resolve();
 *   }
 * }
 * ```
 *
 * Good:
 * ```js
 * import { setImmediate } from 'node:timers/promises';
 * export async function drain(queue, handle) {
 *   for (const job of queue) {
 *     handle(job);
 *     await setImmediate();
 *   }
 * }
 * ```
 */
import type { FunctionNode, LoopNode, Node, Of } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  enclosingLoop,
  findOwn,
  isFunction,
  unwrapped,
  walkOwn,
} from '../../analysis/ast.ts';
import { calledName } from '../../analysis/call-names.ts';
import { isImmediateMethod } from '../../analysis/immediate-methods.ts';
import { isLasting } from '../../analysis/lasting-loop.ts';
import { loopHead } from '../../analysis/loop-head.ts';
import { isResolved, microtaskOf, waitsForNothing } from '../../analysis/turns.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { rescheduled } from './reschedule.ts';

export const micro: Rule = {
  id: 'starve/micro',
  level: 'error',
  summary: 'microtasks that never let the event loop go on',
  create(context) {
    const { role } = context.file;
    if (role === 'test') return {};
    const checkLoop = (loop: LoopNode): void => {
      const awaited = onlyResolvedAwaits(context, loop);
      if (awaited.length === 0) return;
      const isEnough =
        loop.type === 'ForOfStatement' || loop.type === 'ForStatement'
          ? awaited.some((one) => isMeantAsPause(context, one))
          : isLasting(context.source, loop) || awaited.some((one) => isMeantAsPause(context, one));
      const pulls = !isEnough && isPulling(context, loop, awaited);
      if (!isEnough && !pulls) return;
      context.report({
        ...(pulls ? { level: 'hint' } : {}),
        node: loopHead(context.source, loop),
        message:
          'What is awaited in this loop is there already, so it goes on before the event loop does: no timer fires and nothing is read until it ends.',
        fixes: [yieldFix(context, awaited)],
      });
    };
    return {
      WhileStatement: checkLoop,
      DoWhileStatement: checkLoop,
      ForStatement: checkLoop,
      ForOfStatement: checkLoop,
      CallExpression(call) {
        const callback = microtaskOf(call, context);
        const fn = callback && rescheduled(context, call, callback);
        if (!callback || !fn) return;
        // It goes on with a loop that comes to its end: `while (item = list.pop())`.
        const loop = enclosingLoop(call);
        if (loop && !isLasting(context.source, loop)) return;
        // Somebody else calls what it is in, when that is done.
        if (isHandedOut(call, fn)) return;
        const name = context.source.textOf(call.callee);
        context.report({
          node: call,
          ...(worksOff(fn) ? { level: 'hint' as const } : {}),
          message: `${name} runs this again before the event loop goes on: no timer fires and nothing is read while it repeats.`,
          fixes: [immediateFix(context, call)],
        });
      },
    };
  },
};

/**
 * `while ((row = await cursor.read()))`: nothing in sight says how many there are. A few do no harm, so it is a hint, and
 * only where somebody waits for this loop.
 */
function isPulling(
  context: RuleContext,
  loop: LoopNode,
  awaited: readonly Of<'AwaitExpression'>[],
): boolean {
  if (loop.type !== 'WhileStatement' && loop.type !== 'ForStatement') return false;
  const { test } = loop;
  const path = context.loopPath(loop);
  if (!test || path === null || path.kind === 'async') return false;
  return awaited.some(({ start, end }) => test.start <= start && end <= test.end);
}

/** The awaits of a loop, if none of them waits. */
function onlyResolvedAwaits(context: RuleContext, loop: LoopNode): Of<'AwaitExpression'>[] {
  const awaited: Of<'AwaitExpression'>[] = [];
  let waits = loop.type === 'ForOfStatement' && loop.await;
  const isThere = (node: Node): boolean =>
    isResolved(node, context) ||
    isImmediateMethod(context.project, context.file, node) ||
    (isLasting(context.source, loop) && isImmediateCall(context, node));
  const visit = (node: Node): void => {
    if (node.type === 'YieldExpression' || (node.type === 'ForOfStatement' && node.await))
      waits = true;
    if (node.type !== 'AwaitExpression') return;
    if (enclosingLoop(node) !== loop) {
      waits ||= !isThere(node.argument);
      return;
    }
    if (isThere(node.argument)) awaited.push(node);
    else waits = true;
  };
  walkOwn(loop.body, visit);
  if ('test' in loop && loop.test) walkOwn(loop.test, visit);
  return waits ? [] : awaited;
}

/** An async method that waits for nothing: `inbox.take()`, which only takes from a list. */
function isImmediateCall(context: RuleContext, node: Node): boolean {
  const call = unwrapped(node);
  const called = call.type === 'CallExpression' ? context.called(call) : null;
  return (
    called?.fn.async === true &&
    !called.fn.generator &&
    called.fn.body !== null &&
    waitsForNothing(called.fn, called.facts)
  );
}

/** `await Promise.resolve()`, `await null`, `await new Promise((resolve) => resolve())`: there is no other reason for it. */
function isMeantAsPause(
  context: RuleContext,
  { argument, parent }: Of<'AwaitExpression'>,
): boolean {
  if (parent?.type !== 'ExpressionStatement') return false;
  if (
    argument.type === 'Literal' ||
    argument.type === 'Identifier' ||
    argument.type === 'NewExpression'
  )
    return true;
  return (
    argument.type === 'CallExpression' &&
    argument.arguments.length === 0 &&
    (argument.callee.type === 'MemberExpression' || doesNothing(context, argument))
  );
}

/** `task({ done: () => process.nextTick(next) })`, `fetch(url).then(() => process.nextTick(run))` */
function isHandedOut(call: Node, fn: FunctionNode): boolean {
  const around = enclosingFunction(call);
  const { parent } = around ?? {};
  return around !== fn && (parent?.type === 'Property' || parent?.type === 'CallExpression');
}

/** Each time it takes one away from what there is to do: it comes to its end. */
const worksOff = (fn: FunctionNode): boolean =>
  fn.body !== null &&
  findOwn(fn.body, (node) => /^(?:shift|pop)$/.test(calledName(node) ?? '')) !== null;

/** `async () => {}` */
function doesNothing(context: RuleContext, call: Node): boolean {
  const body = context.functionOf(call)?.body;
  return body?.type === 'BlockStatement' && body.body.length === 0;
}

function yieldFix(
  context: RuleContext,
  awaited: readonly Of<'AwaitExpression'>[],
): FixBuilder | null {
  const pauses = awaited.filter((one) => isMeantAsPause(context, one));
  if (pauses.length === 0) return null;
  const fix = context.fix('Give way to the event loop');
  const scheduler = fix.use('node:timers/promises', 'scheduler');
  for (const { argument } of pauses) fix.replace(argument, `${scheduler}.yield()`);
  return fix;
}

function immediateFix(context: RuleContext, call: Of<'CallExpression'>): FixBuilder | null {
  const key = context.calleeKey(call);
  if (key !== 'process.nextTick' && key !== 'global.queueMicrotask') return null;
  const shadowed = context.source
    .nodes('Identifier')
    .some((one) => one.name === 'setImmediate' && context.variableOf(one));
  const [callback] = call.arguments;
  if (shadowed || !callback || (isFunction(callback) && callback.async)) return null;
  return context
    .fix('Let the event loop go on in between: setImmediate')
    .replace(call.callee, 'setImmediate');
}
