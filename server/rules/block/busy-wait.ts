/**
 * A loop that only looks at the clock keeps the thread busy until the time is over.
 *
 * Nothing else runs meanwhile, and a processor is kept hot for nothing. A loop that waits for a variable to be changed
 * by a callback never ends: the callback would need the thread that the loop has.
 *
 * Bad:
 * ```js
 * export function sleep(ms) {
 *   const end = Date.now() + ms;
 *   while (Date.now() < end) {}
 * }
 * ```
 *
 * Good:
 * ```js
 * import { setTimeout as delay } from 'node:timers/promises';
 * export async function backOff(attempt) {
 *   await delay(100 * 2 ** attempt);
 * }
 * ```
 */
import type { Node, Of } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  enclosingLoop,
  findOwn,
  isFunction,
  isInside,
  isLoop,
  walkOwn,
} from '../../analysis/ast.ts';
import { isClockRead } from '../../analysis/clock.ts';
import { commentBeside } from '../../analysis/comments.ts';
import { loopHead } from '../../analysis/loop-head.ts';
import { constantBehind, definitionOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** Functions that change nothing and tell nothing but a state. */
const idle =
  /^(?:global\.Math\.\w+|global\.Number|global\.BigInt|fs\.(?:existsSync|statSync)|global\.Atomics\.load)$/;

export const busyWait: Rule = {
  id: 'block/busy-wait',
  level: 'error',
  summary: 'loop that only looks at the clock',
  create(context) {
    const check = (loop: Waiting): void => {
      const { file, source, project } = context;
      if (file.role !== 'service') return;
      if (project.graph.isOnlyInWorkers(source.path, file.ids.idAround(loop))) return;
      const what = waitsFor(context, loop);
      if (!what || isMeant(context, loop)) return;
      const path = context.loopPath(loop);
      context.report({
        node: loopHead(source, loop),
        message:
          what === 'clock'
            ? `This loop does nothing but look at the clock: the thread serves nobody until the time is over${path ? `, and ${path.root} comes by here` : ''}.`
            : 'This loop waits for a change that only other code could make, and no other code runs before the loop ends.',
        path: path?.places ?? [],
        fixes: what === 'clock' ? [fixOf(context, loop)] : [],
      });
    };
    return { WhileStatement: check, DoWhileStatement: check, ForStatement: check };
  },
};

/** A comment in it, or above it, says that it is there to block. */
const isMeant = ({ source }: RuleContext, loop: Waiting): boolean => {
  const inside = source.comments.filter(({ start, end }) => loop.start < start && end < loop.end);
  const text = [commentBeside(source, loop), ...inside.map(({ value }) => value)].join(' ');
  return /\b(?:to block|on purpose|deliberate(?:ly)?|intentional(?:ly)?)\b/i.test(text);
};

/** They look at nothing that could change. */
const computing = /^global\.(?:Math\.\w+|BigInt|Number|String|Boolean)\b/;

type Waiting = Of<'WhileStatement'> | Of<'DoWhileStatement'> | Of<'ForStatement'>;

function waitsFor(context: RuleContext, loop: Waiting): 'clock' | 'change' | null {
  // An outer loop may be what does the work; a loop within decides for itself.
  if (findOwn(loop.body, isLoop)) return null;
  let readsClock = false;
  let isIdle = true;
  let polls = false;
  const calleeKey = (call: Node): string | null => context.calleeKey(call);
  const parts = [loop.test, 'update' in loop ? loop.update : null, loop.body];
  for (const part of parts) {
    if (!part) continue;
    walkOwn(part, (node) => {
      if (isFunction(node)) isIdle = false;
      switch (node.type) {
        case 'AwaitExpression':
        case 'YieldExpression':
        case 'ThrowStatement':
        case 'TaggedTemplateExpression':
        case 'ImportExpression':
          isIdle = false;
          return;
        case 'CallExpression':
        case 'NewExpression': {
          if (isClockRead(node, calleeKey) || isOwnClock(context, node)) {
            readsClock = true;
            return;
          }
          const key = calleeKey(node);
          if (key === null || !idle.test(key)) isIdle = false;
          else if (!computing.test(key)) polls = true;
          return;
        }
        case 'AssignmentExpression':
          // A value that is kept elsewhere is work done.
          if (node.left.type !== 'Identifier') isIdle = false;
          return;
        default:
      }
    });
  }
  if (!isIdle) return null;
  if (readsClock) return decidesBy(context, loop) ? 'clock' : null;
  return polls || waitsForChange(context, loop) ? 'change' : null;
}

/** `const now = () => Date.now()`, `const elapsed = (since) => performance.now() - since` */
function isOwnClock(context: RuleContext, call: Node): boolean {
  const fn = context.functionOf(call);
  const body = fn?.body;
  if (!body) return false;
  const [only] = body.type === 'BlockStatement' ? body.body : [];
  const value =
    body.type !== 'BlockStatement' ? body : only?.type === 'ReturnStatement' ? only.argument : null;
  if (!value) return false;
  let reads = 0;
  let others = 0;
  walkOwn(value, (node) => {
    if (isClockRead(node, (one) => context.calleeKey(one))) reads++;
    else if (node.type === 'CallExpression' || node.type === 'NewExpression') others++;
  });
  return reads > 0 && others === 0;
}

/** The end of the loop hangs on the clock: in its condition, by a variable, or before a `break`. */
function decidesBy(context: RuleContext, loop: Waiting): boolean {
  const hasClock = (node: Node, depth = 0): boolean => {
    let found = false;
    walkOwn(node, (one) => {
      if (isClockRead(one, (call) => context.calleeKey(call)) || isOwnClock(context, one))
        found = true;
      if (one.type !== 'Identifier' || depth > 2) return;
      const variable = context.variableOf(one);
      for (const { identifier, writeExpr } of variable?.references ?? [])
        if (writeExpr && isInside(identifier, loop)) found ||= hasClock(writeExpr, depth + 1);
    });
    return found;
  };
  if (loop.test && hasClock(loop.test)) return !takesAnother(context, loop, loop.test, hasClock);
  return (
    findOwn(
      loop.body,
      (node) =>
        node.type === 'IfStatement' &&
        hasClock(node.test) &&
        findOwn(
          node.consequent,
          ({ type }) => type === 'BreakStatement' || type === 'ReturnStatement',
        ) !== null,
    ) !== null
  );
}

/** `while (server.wakeAt > Date.now()) server = servers[++index]`: it looks for one, and waits for nothing. */
function takesAnother(
  context: RuleContext,
  loop: Waiting,
  test: Node,
  hasClock: (node: Node) => boolean,
): boolean {
  return (
    findOwn(loop.body, (node) => {
      if (node.type !== 'AssignmentExpression' || node.left.type !== 'Identifier') return false;
      const variable = context.variableOf(node.left);
      const isAskedFor = (one: Node): boolean =>
        one.type === 'Identifier' && context.variableOf(one) === variable;
      return variable !== null && findOwn(test, isAskedFor) !== null && !hasClock(node.right);
    }) !== null
  );
}

/** `while (!ready) {}` of a variable that the loop does not change, and others do. */
function waitsForChange(context: RuleContext, loop: Waiting): boolean {
  const { body, test } = loop;
  const isEmpty =
    body.type === 'EmptyStatement' || (body.type === 'BlockStatement' && body.body.length === 0);
  if (!isEmpty || !test || ('update' in loop && loop.update)) return false;
  let changes = false;
  let elsewhere = false;
  walkOwn(test, (node) => {
    if (node.type === 'AssignmentExpression' || node.type === 'UpdateExpression') changes = true;
    if (node.type !== 'Identifier') return;
    const variable = context.variableOf(node);
    const own = enclosingFunction(loop);
    for (const { identifier, isInitial } of variable?.references.filter((one) => one.isWrite) ?? [])
      elsewhere ||= !isInitial && enclosingFunction(identifier) !== own;
  });
  return elsewhere && !changes;
}

/** `while (Date.now() < end) {}` in an async function, with nothing in it. */
function fixOf(context: RuleContext, loop: Waiting): FixBuilder | null {
  const { source } = context;
  const fn = enclosingFunction(loop);
  const isEmpty =
    loop.body.type === 'EmptyStatement' ||
    (loop.body.type === 'BlockStatement' &&
      loop.body.body.length === 0 &&
      !source.comments.some((one) => one.start > loop.body.start && one.end < loop.body.end));
  if (loop.type !== 'WhileStatement' || !isEmpty || !fn?.async || enclosingLoop(loop)) return null;
  const { test } = loop;
  if (test.type !== 'BinaryExpression' || !/^<=?$/.test(test.operator)) return null;
  const ms = remaining(context, test.left, test.right);
  if (ms === null) return null;
  const fix = context.fix('Wait by a timer');
  const delay = fix.use('node:timers/promises', 'setTimeout', 'delay');
  return fix.replace(loop, `await ${delay}(${ms});`);
}

/** The milliseconds that the loop would take, as text. */
function remaining(context: RuleContext, left: Node, right: Node): string | null {
  const isNow = (node: Node): boolean => context.calleeKey(node) === 'global.Date.now';
  if (left.type === 'BinaryExpression' && left.operator === '-' && isNow(left.left)) {
    const start = left.right;
    const value = constantBehind(context, start);
    if (value && isNow(value)) return context.source.textOf(right);
  }
  if (!isNow(left)) return null;
  if (right.type === 'Identifier') {
    const variable = context.variableOf(right);
    if (!variable || !definitionOf(variable)) return null;
    return `${right.name} - Date.now()`;
  }
  return null;
}
