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
  ancestor,
  argument,
  enclosingFunction,
  enclosingLoop,
  isFunction,
  isLoop,
  memberName,
  unwrapped,
  walk,
  walkOwn,
} from '../../analysis/ast.ts';
import { constantNumber } from '../../analysis/constant-number.ts';
import { loopHead } from '../../analysis/loop-head.ts';
import { referencedFunction } from '../../analysis/referenced-function.ts';
import { taintOf } from '../../analysis/taint.ts';
import { constantValue, definitionOf, parameterIndex } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** A hundred thousand, counted from one or two. */
const manyRounds = 99_990;
/** Rounds of work that takes about 10 µs each. */
const manyHeavyRounds = 1_000;
const heavy =
  /^(?:crypto\.(?:createHash|createHmac|hash|pbkdf2Sync|scryptSync|createSign|createVerify|sign|verify|createCipheriv|createDecipheriv)|zlib\.\w+Sync)$/;
const allocators =
  /^global\.(?:Array|(?:Float(?:32|64)|(?:Big)?(?:Ui|I)nt(?:8|16|32|64)|Uint8Clamped)Array)$/;

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
        message: `${why}, and nothing else runs before it is done: ${path.root} comes by here.`,
        path: path.places,
        fixes: [yieldFix(context, node)],
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
          message: `${why}, and nothing else runs before it is done: ${path.root} comes by here.`,
          path: path.places,
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
  const work = heavyCallIn(context, node);
  const own = roundsOf(context, node);
  if (work && !isShortList(context, node)) {
    if (rounds !== null && rounds >= manyHeavyRounds)
      return `This loop calls ${work} ${rounds.toLocaleString('en')} times`;
    if (own === null && isUnbounded(context, node)) return `This loop calls ${work} in each round`;
  }
  if (isBoundFromOutside(context, node))
    return 'How many rounds this loop makes, the request decides';
  const nested = depthOf(context, node);
  if (nested >= 3) return 'These loops within loops take the third power of their length';
  return isPairwise(context, node) ? 'This loop walks the same list in each round' : null;
}

/** Rounds of a loop and of those in it, where they can be told. */
function totalRounds(context: RuleContext, node: LoopNode): number | null {
  const own = roundsOf(context, node);
  if (own === null) return null;
  let inner = 1;
  walkOwn(node.body, (one) => {
    if (!isLoop(one) || enclosingLoop(one) !== node) return;
    inner = Math.max(inner, totalRounds(context, one) ?? 1);
  });
  return own * inner;
}

function roundsOf(context: RuleContext, node: LoopNode): number | null {
  if (node.type === 'ForOfStatement') return lengthOf(context, unwrapped(node.right));
  if (
    node.type !== 'ForStatement' &&
    node.type !== 'WhileStatement' &&
    node.type !== 'DoWhileStatement'
  )
    return null;
  if (leavesEarly(node)) return null;
  const { test } = node;
  if (!test || test.type !== 'BinaryExpression' || !/^(?:[<>]=?|!==?)$/.test(test.operator))
    return null;
  const right = constantNumber(context, test.right) ?? allocatedLength(context, test.right);
  const left = constantNumber(context, test.left);
  const start = node.type === 'ForStatement' ? startOf(context, node) : null;
  const step = node.type === 'ForStatement' ? stepOf(context, node) : 1;
  if (step === null) return null;
  const down = right === null ? null : countdownFrom(context, node, test.left);
  if (down !== null && right !== null && !test.operator.startsWith('<'))
    return Math.max(0, down - right);
  if (right !== null && test.operator.startsWith('<'))
    return Math.max(0, right - (start ?? 0)) / step;
  if (left !== null && test.operator.startsWith('>'))
    return Math.max(0, left - (start ?? 0)) / step;
  // Counting down.
  if (start !== null && right !== null && test.operator.startsWith('>'))
    return Math.max(0, start - right) / step;
  return null;
}

/** `let left = 1e6; while (left-- > 0)` */
function countdownFrom(context: RuleContext, loop: LoopNode, tested: Node): number | null {
  const counter = tested.type === 'UpdateExpression' ? tested : null;
  if (loop.type === 'ForStatement' || counter?.operator !== '--') return null;
  const variable =
    counter.argument.type === 'Identifier' ? context.variableOf(counter.argument) : null;
  const definition = variable && definitionOf(variable);
  return definition?.type === 'VariableDeclarator' && definition.init
    ? constantNumber(context, definition.init)
    : null;
}

/** A search that is done when it has found. */
function leavesEarly(node: LoopNode): boolean {
  let leaves = false;
  walkOwn(node.body, (one) => {
    if (
      one.type === 'BreakStatement' &&
      enclosingLoop(one) === node &&
      ancestor(one, (up) => up.type === 'SwitchStatement' || up === node) === node
    )
      leaves = true;
  });
  return leaves;
}

function startOf(context: RuleContext, { init }: Of<'ForStatement'>): number | null {
  if (init?.type === 'VariableDeclaration') {
    const [declarator] = init.declarations;
    return declarator?.init ? constantNumber(context, declarator.init) : null;
  }
  return init?.type === 'AssignmentExpression' ? constantNumber(context, init.right) : null;
}

/** `i++`, `i += 2`; `null` for steps that grow. */
function stepOf(context: RuleContext, { update }: Of<'ForStatement'>): number | null {
  if (!update || update.type === 'UpdateExpression') return 1;
  if (update.type !== 'AssignmentExpression' || !/^[+-]=$/.test(update.operator)) return null;
  return constantNumber(context, update.right);
}

/** `new Array(1e6)`, `Array.from({ length: 1e6 })`, a list that is written out. */
function lengthOf(context: RuleContext, list: Node): number | null {
  if (list.type === 'ArrayExpression')
    return list.elements.some((one) => one?.type === 'SpreadElement') ? null : list.elements.length;
  if (list.type !== 'CallExpression' && list.type !== 'NewExpression') return null;
  const key = context.calleeKey(list);
  if (key !== null && allocators.test(key))
    return list.arguments[0] ? constantNumber(context, list.arguments[0]) : null;
  if (key === 'global.Array.from') {
    const [from] = list.arguments;
    if (from?.type !== 'ObjectExpression') return null;
    for (const property of from.properties)
      if (
        property.type === 'Property' &&
        property.key.type === 'Identifier' &&
        property.key.name === 'length'
      )
        return constantNumber(context, property.value);
    return null;
  }
  if (list.callee.type !== 'MemberExpression') return null;
  return /^(?:fill|keys|map|entries)$/.test(memberName(list.callee) ?? '')
    ? lengthOf(context, unwrapped(list.callee.object))
    : null;
}

/** `samples.length` of `const samples = new Float64Array(2_000_000)` */
function allocatedLength(context: RuleContext, node: Node): number | null {
  if (node.type !== 'MemberExpression' || memberName(node) !== 'length') return null;
  const variable = node.object.type === 'Identifier' ? context.variableOf(node.object) : null;
  const list = variable && constantValue(variable);
  return list?.type === 'NewExpression' ? lengthOf(context, list) : null;
}

function heavyCallIn(context: RuleContext, node: LoopNode): string | null {
  let found: string | null = null;
  walkOwn(node.body, (one) => {
    const key = one.type === 'CallExpression' ? context.calleeKey(one) : null;
    if (key !== null && heavy.test(key)) found ??= key;
  });
  return found;
}

const isShortList = (context: RuleContext, node: LoopNode): boolean =>
  node.type === 'ForOfStatement' &&
  (lengthOf(context, unwrapped(node.right)) ?? manyHeavyRounds) < manyHeavyRounds;

/** `while (!hash.startsWith('0000'))`, `i < rounds` of a parameter: the number is not in sight. */
function isUnbounded(context: RuleContext, node: LoopNode): boolean {
  if (node.type === 'WhileStatement' || node.type === 'DoWhileStatement') return true;
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

/** `i < Number(req.query.count)` */
function isBoundFromOutside(context: RuleContext, node: LoopNode): boolean {
  if (node.type !== 'ForStatement' && node.type !== 'WhileStatement') return false;
  const { test } = node;
  if (test?.type !== 'BinaryExpression' || !/^[<>]=?$/.test(test.operator)) return false;
  return [test.left as Node, test.right].some((side) => {
    const value = numberBehind(context, side);
    return value !== null && taintOf(value, context) !== null && !isClamped(context, side, value);
  });
}

/** The text in `Number(text)`, by way of constants and of what callers in this file pass. */
function numberBehind(context: RuleContext, node: Node, depth = 0): Node | null {
  const value = unwrapped(node);
  if (depth > 4) return null;
  if (
    value.type === 'CallExpression' &&
    /^global\.(?:Number|parseInt|parseFloat|Number\.parse\w+)$/.test(context.calleeKey(value) ?? '')
  )
    return argument(value, 0);
  if (value.type === 'UnaryExpression' && value.operator === '+') return value.argument;
  if (value.type === 'LogicalExpression') return numberBehind(context, value.left, depth + 1);
  if (value.type === 'MemberExpression') return memberName(value) === 'length' ? null : value;
  if (value.type !== 'Identifier') return null;
  const variable = context.variableOf(value);
  const definition = variable && definitionOf(variable);
  if (
    definition?.type === 'VariableDeclarator' &&
    definition.init &&
    definition.id.type === 'Identifier'
  )
    return numberBehind(context, definition.init, depth + 1);
  const index = variable ? parameterIndex(variable) : null;
  if (index === null || !isFunction(definition)) return null;
  for (const call of context.source.nodes('CallExpression')) {
    const passed = context.functionOf(call) === definition ? call.arguments[index] : null;
    const found = passed ? numberBehind(context, passed, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

/** `Math.min(count, 1000)`, or a comparison that refuses what is too much, of something with one of these names. */
function isClamped(context: RuleContext, bound: Node, value: Node): boolean {
  const names = new Set<string>();
  for (const node of [bound, value])
    walk(node, (one) => {
      if (one.type === 'Identifier') names.add(one.name);
    });
  const isNamed = (node: Node): boolean => {
    let named = false;
    walk(node, (one) => {
      if (one.type === 'Identifier' && names.has(one.name)) named = true;
    });
    return named;
  };
  let clamped = false;
  walk(context.source.program, (one) => {
    if (
      one.type === 'CallExpression' &&
      context.calleeKey(one) === 'global.Math.min' &&
      isNamed(one)
    )
      clamped = true;
    if (
      one.type === 'IfStatement' &&
      /[<>]/.test(context.source.textOf(one.test)) &&
      isNamed(one.test)
    )
      clamped = true;
  });
  return clamped;
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

/** A turn for the others every thousand rounds, in an async function. */
function yieldFix(context: RuleContext, node: LoopNode): FixBuilder | null {
  const fn = enclosingFunction(node);
  if (!fn?.async || node.type !== 'ForStatement' || node.body.type !== 'BlockStatement')
    return null;
  const { init } = node;
  const counter = init?.type === 'VariableDeclaration' ? init.declarations[0]?.id : null;
  const last = node.body.body.at(-1);
  if (counter?.type !== 'Identifier' || !last || node.update?.type !== 'UpdateExpression')
    return null;
  const fix = context.fix('Give way to the event loop now and then');
  const turn = fix.use(
    'node:timers/promises',
    'setImmediate',
    freeName(context.source, 'nextTurn'),
  );
  const first = node.body.body[0] as Node;
  const every =
    (totalRounds(context, node) ?? 0) > (roundsOf(context, node) ?? 0) * 100 ? 10 : 1_000;
  return fix.insertLinesBefore(first, [
    `if (${counter.name} % ${every === 10 ? '10' : '1_000'} === 0) await ${turn}();`,
  ]);
}
