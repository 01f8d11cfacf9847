/**
 * A loop that asks again on every turn of the event loop takes a whole processor to wait.
 *
 * `setImmediate` and a timer of 0 ms come back at once, so the loop turns thousands of times a second while nothing has
 * changed. Wait for an event, or ask every 50 ms.
 *
 * Bad:
 * ```js
 * export async function whenReady(server) {
 *   while (!server.ready) await new Promise((resolve) => setImmediate(resolve));
 * }
 * ```
 *
 * Good:
 * ```js
 * import { setTimeout as delay } from 'node:timers/promises';
 * export async function whenReady(server) {
 *   while (!server.ready) await delay(50);
 * }
 * ```
 */
import type { FunctionNode, LoopNode, Node, Of } from '../../analysis/ast.ts';
import {
  ancestor,
  argument,
  enclosingFunction,
  enclosingLoop,
  findOwn,
  isFunction,
  isInside,
  memberName,
  walk,
  walkOwn,
} from '../../analysis/ast.ts';
import { isClockRead } from '../../analysis/clock.ts';
import { isLasting } from '../../analysis/lasting-loop.ts';
import { loopHead } from '../../analysis/loop-head.ts';
import { isOneTurn, isShort } from '../../analysis/turns.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { rescheduled } from './reschedule.ts';

const message =
  'This asks again on every turn of the event loop: it takes a whole processor while it waits for a change.';

export const poll: Rule = {
  id: 'starve/poll',
  level: 'warning',
  summary: 'polling on every turn of the event loop',
  create(context) {
    if (context.file.role === 'test') return {};
    return {
      AwaitExpression(node) {
        if (!isOneTurn(node.argument, context)) return;
        const loop = enclosingLoop(node);
        if (!loop || loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return;
        if (!isPoll(context, loop, node)) return;
        context.report({
          node: loopHead(context.source, loop),
          message,
          fixes: [delayFix(context, node)],
        });
      },
      CallExpression(call) {
        const key = context.calleeKey(call);
        const callback = argument(call, 0);
        if (!callback) return;
        if (key === 'global.setInterval') {
          if (
            isShort(argument(call, 1)) &&
            isFunction(callback) &&
            onlyAsks(context, callback, null)
          )
            context.report({ node: call, message });
          return;
        }
        if (
          key !== 'global.setImmediate' &&
          !(key === 'global.setTimeout' && isShort(argument(call, 1)))
        )
          return;
        const fn = rescheduled(context, call, callback);
        // In the callback of what it began it goes on with that, and asks nobody again and again.
        if (fn && enclosingFunction(call) === fn && onlyAsks(context, fn, call))
          context.report({ node: call, message });
      },
    };
  },
};

/** The loop does nothing but wait, or waits like this when it finds nothing to do. */
function isPoll(context: RuleContext, loop: LoopNode, pause: Of<'AwaitExpression'>): boolean {
  if (isIdleBranch(context, loop, pause)) return true;
  let works = false;
  walkOwn(loop.body, (node) => {
    if (node === pause.argument) return false;
    if (node.type === 'AwaitExpression' && node !== pause) works = true;
    if (isEffect(context, node)) works = true;
    return undefined;
  });
  if ('update' in loop && loop.update && changesTest(loop, loop.update)) return false;
  return !works;
}

/** Something that may bring the end of the waiting nearer. Looking, counting and logging does not. */
function isEffect(context: RuleContext, node: Node): boolean {
  if (node.type === 'CallExpression') {
    const key = context.calleeKey(node) ?? '';
    const isQuestion = /^(?:is|has|get|peek|check|can|should)(?:[A-Z]|$)/.test(
      memberName(node.callee) ?? (node.callee.type === 'Identifier' ? node.callee.name : ''),
    );
    return (
      !isQuestion &&
      !key.startsWith('global.console.') &&
      !isClockRead(node, (call) => context.calleeKey(call))
    );
  }
  if (node.type === 'AssignmentExpression')
    return node.left.type !== 'Identifier' || node.operator === '=';
  if (node.type === 'UpdateExpression') {
    const loop = enclosingLoop(node);
    return loop !== null && changesTest(loop, node);
  }
  return node.type === 'YieldExpression' || node.type === 'NewExpression';
}

/** Whether what a node counts is in the condition of the loop. */
function changesTest(loop: LoopNode, node: Node): boolean {
  if (!('test' in loop) || !loop.test) return false;
  const names = new Set<string>();
  walk(loop.test, (one) => {
    if (one.type === 'Identifier') names.add(one.name);
  });
  let changes = false;
  walk(node, (one) => {
    if (one.type === 'Identifier' && names.has(one.name)) changes = true;
  });
  return changes;
}

/** `if (queue.length === 0) { await setImmediate(); continue; }`, and the `else` of `if (job)`, in a loop without end. */
function isIdleBranch(context: RuleContext, loop: LoopNode, pause: Node): boolean {
  if (!isLasting(context.source, loop)) return false;
  const branch = ancestor(pause, (one) => one.type === 'IfStatement' || one === loop);
  if (branch?.type !== 'IfStatement' || !isInside(branch, loop)) return false;
  const { test, consequent, alternate } = branch;
  const isNegative =
    (test.type === 'UnaryExpression' && test.operator === '!') ||
    (test.type === 'BinaryExpression' &&
      /^(?:===?|<=?)$/.test(test.operator) &&
      /^(?:0|null|undefined|1)$/.test(context.source.textOf(test.right)) &&
      !/[%/]/.test(context.source.textOf(test.left)));
  if (isInside(pause, consequent)) return isNegative;
  return (
    alternate !== null &&
    isInside(pause, alternate) &&
    !isNegative &&
    !/[%]|now\(/.test(context.source.textOf(test))
  );
}

/**
 * A function that looks at something and comes back.
 * @param again where it hands itself to the loop; `null` for an interval
 */
function onlyAsks(context: RuleContext, fn: FunctionNode, again: Node | null): boolean {
  if (fn.body?.type !== 'BlockStatement') return false;
  const { body } = fn.body;
  const isAgain = (node: Node): boolean =>
    again !== null && node.start <= again.start && again.end <= node.end;
  const questions = body.filter((one) => one.type === 'IfStatement');
  const others = body.filter((one) => one.type !== 'IfStatement' && !isAgain(one));
  // Its loops and calls are the work that it does bit by bit.
  if (others.some((one) => !isLook(one))) return false;
  const isUnconditional =
    again !== null && body.some((one) => one.type !== 'IfStatement' && isAgain(one));
  if (questions.length === 0) return false;
  const [question] = questions;
  if (questions.length > 1 || question?.type !== 'IfStatement')
    return isUnconditional && questions.length > 0 && leaves(questions);
  // `if (ready) return done(); again()`, or `if (ready) done(); else again();`
  if (again === null)
    return question.alternate === null && mentions(context, question.consequent, 'clearInterval');
  if (isUnconditional) return true;
  const { consequent, alternate } = question;
  if (alternate && isAgain(alternate)) return isOnly(alternate, again);
  // `if (!ready) { setImmediate(check); return; }`
  return isAgain(consequent) && isOnly(consequent, again);
}

const leaves = (questions: readonly Node[]): boolean =>
  questions.every(
    (one) => one.type === 'IfStatement' && /Return/.test(lastOf(one.consequent)?.type ?? ''),
  );

const lastOf = (node: Node): Node | null =>
  node.type === 'BlockStatement' ? (node.body.at(-1) ?? null) : node;

/** Nothing but the scheduling, and a `return`. */
function isOnly(branch: Node, again: Node): boolean {
  let calls = 0;
  walkOwn(branch, (node) => {
    if (node === again) return false;
    if (
      node.type === 'CallExpression' ||
      node.type === 'AssignmentExpression' ||
      node.type === 'UpdateExpression'
    )
      calls++;
    return undefined;
  });
  return calls === 0;
}

/** A declaration of what was looked at, and not of the next part of the work: `const chunk = chunks[at++]`. */
const isLook = (statement: Node): boolean =>
  statement.type === 'VariableDeclaration' &&
  findOwn(
    statement,
    (node) =>
      node.type === 'UpdateExpression' ||
      (node.type === 'CallExpression' &&
        /^(?:shift|pop|next)$/.test(memberName(node.callee) ?? '')),
  ) === null;

function mentions(context: RuleContext, node: Node, name: string): boolean {
  let found = false;
  walk(node, (one) => {
    if (one.type === 'CallExpression' && context.calleeKey(one) === `global.${name}`) found = true;
  });
  return found;
}

function delayFix(context: RuleContext, pause: Of<'AwaitExpression'>): FixBuilder {
  const fix = context.fix('Ask every 50 ms only');
  const delay = fix.use('node:timers/promises', 'setTimeout', 'delay');
  return fix.replace(pause.argument, `${delay}(50)`);
}
