/**
 * A long computation on the event loop makes everybody wait until it is done.
 *
 * A loop of a hundred thousand rounds, or one that hashes in each round, takes from milliseconds to seconds. Give way
 * now and then, or let a worker do it.
 *
 * Bad:
 * ```js
 * import express from 'express';
 * const app = express();
 * app.get('/pi', (req, res) => {
 *   let inside = 0;
 *   for (let i = 0; i < 10_000_000; i++) {
 *     if (Math.random() ** 2 + Math.random() ** 2 <= 1) inside++;
 *   }
 *   res.json((4 * inside) / 10_000_000);
 * });
 * ```
 *
 * Good:
 * ```js
 * import { setImmediate } from 'node:timers/promises';
 * import express from 'express';
 * const app = express();
 * app.get('/pi', async (req, res) => {
 *   let inside = 0;
 *   for (let i = 0; i < 10_000_000; i++) {
 *     if (Math.random() ** 2 + Math.random() ** 2 <= 1) inside++;
 *     if (i % 10_000 === 0) await setImmediate();
 *   }
 *   res.json((4 * inside) / 10_000_000);
 * });
 * ```
 */
import type { LoopNode, Node, Of } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  enclosingLoop,
  findOwn,
  isEndless,
  isLoop,
  memberName,
  unwrapped,
  walk,
  walkOwn,
} from '../../analysis/ast.ts';
import { constantNumber } from '../../analysis/constant-number.ts';
import type { FileFacts } from '../../analysis/file-facts.ts';
import { isBoundFromOutside } from '../../analysis/loop-bound.ts';
import { isFrequent } from '../../analysis/loop-frequency.ts';
import { loopHead } from '../../analysis/loop-head.ts';
import { lengthOf, roundsOf, totalRounds } from '../../analysis/loop-rounds.ts';
import { referencedFunction } from '../../analysis/referenced-function.ts';
import { comparesSize } from '../../analysis/size-guard.ts';
import { taintOf } from '../../analysis/taint.ts';
import { parameterIndex } from '../../analysis/variables.ts';
import { toWorker } from '../../fixes/worker/to-worker.ts';
import { yieldNowAndThen } from '../../fixes/yield-now-and-then.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** A hundred thousand, counted from one or two. */
const manyRounds = 99_990;
/** Rounds of work that takes about 10 µs each. */
const manyHeavyRounds = 1_000;
const heavy =
  /^(?:crypto\.(?:createHash|createHmac|hash|pbkdf2Sync|scryptSync|createSign|createVerify|sign|verify)|zlib\.\w+Sync)$/;

/** Of few elements that is not much, and how many there are is not seen. */
const cubic = 'These loops within loops take the third power of their length';
const square = 'This loop walks the same list in each round';

export const loop: Rule = {
  id: 'cpu/loop',
  level: 'warning',
  summary: 'long computation on the event loop',
  create(context) {
    const check = (node: LoopNode): void => {
      // The outermost loop is the one to be changed.
      if (enclosingLoop(node) || givesWay(node)) return;
      const why = isLong(context, node);
      if (!why) return;
      const path = context.loopPath(node);
      if (!path) return;
      context.report({
        node: loopHead(context.source, node),
        ...(isFrequent(path) && why !== cubic && why !== square ? {} : { level: 'hint' as const }),
        message: `${why}, and nothing else runs before it is done: ${path.root} comes by here.`,
        path: path.places,
        fixes: [yieldNowAndThen(context, node), toWorker(context, node, { what: 'this loop' })],
      });
    };
    return {
      ForStatement: check,
      ForOfStatement: check,
      WhileStatement: check,
      DoWhileStatement: check,
      CallExpression(call) {
        const why = isLongCallback(context, call) ?? isTreeRecursion(context, call);
        const path = why === null ? null : context.loopPath(call);
        if (why === null || !path) return;
        context.report({
          node: call,
          ...(isFrequent(path) ? {} : { level: 'hint' as const }),
          message: `${why}, and nothing else runs before it is done: ${path.root} comes by here.`,
          path: path.places,
          fixes: [toWorker(context, call, { what: 'this' })],
        });
      },
    };
  },
};

/** Something is awaited or yielded in it: others get their turn. */
function givesWay(node: LoopNode): boolean {
  let gives = node.type === 'ForOfStatement' && node.await;
  walkOwn(node, (one) => {
    if (
      one.type === 'AwaitExpression' ||
      one.type === 'YieldExpression' ||
      (one.type === 'ForOfStatement' && one.await)
    )
      gives = true;
  });
  return gives;
}

function isLong(context: RuleContext, node: LoopNode): string | null {
  const rounds = totalRounds(context, node);
  if (rounds !== null && rounds >= manyRounds)
    return `This loop makes ${rounds.toLocaleString('en')} rounds`;
  const isMany = rounds !== null && rounds >= manyHeavyRounds;
  const work = heavyCallIn(context, node, isMany || isWithoutEnd(context, node));
  const own = roundsOf(context, node);
  if (work && !isShortList(context, node)) {
    if (isMany) return `This loop calls ${work} ${rounds.toLocaleString('en')} times`;
    if (own === null && isUnbounded(context, node)) return `This loop calls ${work} in each round`;
  }
  if (isBoundFromOutside(context, node))
    return 'How many rounds this loop makes, the request decides';
  const nested = depthOf(context, node);
  if (nested >= 3) return cubic;
  return isPairwise(context, node) ? square : null;
}

/** In the loop itself, or in a function that it calls when its rounds are seen to be many. */
function heavyCallIn(context: RuleContext, node: LoopNode, isManyTimes: boolean): string | null {
  const heavyIn = (facts: FileFacts, code: Node, depth: number): string | null => {
    let found: string | null = null;
    walkOwn(code, (one) => {
      if (found !== null || one.type !== 'CallExpression') return;
      const key = facts.calleeKey(one);
      if (key !== null && heavy.test(key)) found = key;
      const called = depth === 0 ? facts.called(one) : null;
      if (called && !called.fn.async) found ??= heavyIn(called.facts, called.fn, depth + 1);
    });
    return found;
  };
  return heavyIn(context, node.body, isManyTimes ? 0 : 1);
}

/** Leaves it when it has found something: `while (true)`, and `nonces()` that gives one after another without an end. */
function isWithoutEnd(context: RuleContext, node: LoopNode): boolean {
  if (node.type !== 'ForOfStatement') return isEndless(node);
  const fn = context.called(node.right)?.fn;
  return fn?.generator === true && findOwn(fn, (one) => isLoop(one) && isEndless(one)) !== null;
}

const isShortList = (context: RuleContext, node: LoopNode): boolean =>
  node.type === 'ForOfStatement' &&
  (lengthOf(context, unwrapped(node.right)) ?? manyHeavyRounds) < manyHeavyRounds;

/** `while (!hash.startsWith('0000'))`, `i < rounds` of a parameter, `of req.body.pages`: the number is not in sight. */
function isUnbounded(context: RuleContext, node: LoopNode): boolean {
  if (node.type === 'WhileStatement' || node.type === 'DoWhileStatement') return true;
  // As many as a request has, unless somebody counts them first.
  if (node.type === 'ForOfStatement')
    return (
      isWithoutEnd(context, node) ||
      (taintOf(node.right, context) === 'body' && !comparesSize(node))
    );
  if (node.type !== 'ForStatement') return false;
  if (!node.test) return true;
  let hasParameter = false;
  walk(node.test, (one) => {
    const variable = one.type === 'Identifier' ? context.variableOf(one) : null;
    if (variable && parameterIndex(variable) !== null && one.parent?.type === 'BinaryExpression')
      hasParameter = true;
  });
  return hasParameter;
}

/** Loops within loops of unknown length, each of more rounds than a few. */
function depthOf(context: RuleContext, node: LoopNode): number {
  if (node.type !== 'ForStatement' || !isLengthBound(context, node)) return 0;
  let inner = 0;
  walkOwn(node.body, (one) => {
    if (isLoop(one) && enclosingLoop(one) === node) inner = Math.max(inner, depthOf(context, one));
  });
  return 1 + inner;
}

/** `i < n`, `i < list.length` */
function isLengthBound(context: RuleContext, { test }: Of<'ForStatement'>): boolean {
  if (test?.type !== 'BinaryExpression' || !/^<=?$/.test(test.operator)) return false;
  const bound = constantNumber(context, test.right);
  return bound === null
    ? test.right.type === 'Identifier' || test.right.type === 'MemberExpression'
    : bound >= 100;
}

/** `for (const a of items) for (const b of items)` */
function isPairwise(context: RuleContext, node: LoopNode): boolean {
  const over = listOf(context, node);
  if (over === null) return false;
  let same = false;
  walkOwn(node.body, (one) => {
    if (
      isLoop(one) &&
      enclosingLoop(one) === node &&
      listOf(context, one) === over &&
      !isShortList(context, one)
    )
      same = true;
  });
  return same;
}

/** What a loop walks, as text, when it may be long. */
function listOf({ source }: RuleContext, node: LoopNode): string | null {
  if (node.type === 'ForOfStatement')
    return node.right.type === 'Identifier' && !/^[A-Z\d_]+$/.test(node.right.name)
      ? node.right.name
      : null;
  if (node.type !== 'ForStatement' || node.test?.type !== 'BinaryExpression') return null;
  const { right } = node.test;
  return memberName(right) === 'length' &&
    right.type === 'MemberExpression' &&
    right.object.type === 'Identifier'
    ? source.textOf(right.object)
    : null;
}

/** `Array.from({ length: 1e6 }, f)`, `new Array(1e6).fill(0).map(f)` */
function isLongCallback(context: RuleContext, call: Of<'CallExpression'>): string | null {
  const { callee } = call;
  const rounds =
    context.calleeKey(call) === 'global.Array.from' && call.arguments.length > 1
      ? lengthOf(context, call)
      : callee.type === 'MemberExpression' &&
          /^(?:map|forEach|reduce|filter)$/.test(memberName(callee) ?? '')
        ? lengthOf(context, unwrapped(callee.object))
        : null;
  return rounds !== null && rounds >= manyRounds
    ? `This makes ${rounds.toLocaleString('en')} rounds`
    : null;
}

/** `fib(n - 1) + fib(n - 2)`: each call makes two, and keeps nothing. */
function isTreeRecursion(context: RuleContext, call: Of<'CallExpression'>): string | null {
  const fn = enclosingFunction(call);
  if (!fn || fn.async || fn.generator || referencedFunction(context.source, call.callee) !== fn)
    return null;
  const [first] = call.arguments;
  if (
    first?.type !== 'BinaryExpression' ||
    first.operator !== '-' ||
    first.left.type !== 'Identifier'
  )
    return null;
  const own: Node[] = [];
  let keeps = false;
  walkOwn(fn, (one) => {
    if (one.type === 'CallExpression') {
      if (
        referencedFunction(context.source, one.callee) === fn &&
        one.arguments[0]?.type === 'BinaryExpression'
      )
        own.push(one);
      if (/^(?:get|set|has)$/.test(memberName(one.callee) ?? '')) keeps = true;
    }
    if (one.type === 'MemberExpression' && one.computed) keeps = true;
  });
  return own.length > 1 && own[0] === call && !keeps
    ? 'Each call makes two more, so the time doubles with each step'
    : null;
}
