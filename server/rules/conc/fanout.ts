/**
 * Everything in a list is begun at once, and nobody knows how long the list is.
 *
 * With ten elements that is quick. With ten thousand it is as many open requests, sockets and promises at one moment:
 * memory has a spike, the other side refuses, and all other requests wait.
 *
 * Bad:
 * ```js
 * export async function refresh(db, mailer) {
 *   const users = await db.users();
 *   await Promise.all(users.map(async (user) => mailer.deliver(user)));
 * }
 * ```
 *
 * Good:
 * ```js
 * import pLimit from 'p-limit';
 * const limit = pLimit(10);
 * export async function refresh(db, mailer) {
 *   const users = await db.users();
 *   await Promise.all(users.map((user) => limit(() => mailer.deliver(user))));
 * }
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  argument,
  enclosingLoop,
  findOwn,
  isFunction,
  memberName,
  parameterPattern,
  stringValue,
  unwrapped,
  walk,
  walkOwn,
} from '../../analysis/ast.ts';
import { calledName, soundsLikeCleanup } from '../../analysis/call-names.ts';
import { isAnswer, leavesTheProgram, mayLeaveTheProgram } from '../../analysis/fan-weight.ts';
import { functionBehind } from '../../analysis/function-behind.ts';
import { isOneOfFew, listsOf } from '../../analysis/list-size.ts';
import { runsAtStartOnly } from '../../analysis/startup.ts';
import { constantBehind, constantValue, pushesTo, readsOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

const combinators = new Set(['global.Promise.all', 'global.Promise.allSettled']);
/** Calls that wait for a turn. */
const limiting =
  /^(?:acquire|take|lock|runExclusive|throttle|schedule|enqueue|limit|limited|withLimit|withSlot|withLock|queue|run|add|push|wait|enter)$|(?:[lL]imit|[tT]hrottle|[sS]lot|[sS]emaphore|[mM]utex)/;

interface Fan {
  readonly list: Node;
  /** What is done with each. */
  readonly each: Node;
}

export const fanout: Rule = {
  id: 'conc/fanout',
  level: 'warning',
  summary: 'Promise.all over a list of unknown length',
  create(context) {
    const lists = listsOf(context.source, context.file.origins);
    return {
      CallExpression(call) {
        if (!combinators.has(context.calleeKey(call) ?? '')) return;
        if (context.file.role !== 'service' || context.file.summary.isWorker) return;
        const elements = argument(call, 0);
        const fan = elements && fanOf(context, elements);
        if (!fan || lists.isShort(fan.list) || !isBegun(context, fan.each)) return;
        if (isOfFew(context, fan.each) && !lists.isSent(fan.list)) return;
        if (isAtStart(context, call)) return;
        if (isListOfFunctions(context, fan.each)) return;
        const weight = weightOf(context, call, fan);
        if (!weight) return;
        context.report({
          node: call,
          // Where the list is from, or what is done, is not seen: there may well be few, and little to do.
          ...(weight === 'unknown' ? { level: 'hint' as const } : {}),
          message:
            'This begins the work for all elements at once, however many there are: nothing limits how much is under way.',
          fixes: [limited(context, call, fan)],
        });
      },
    };
  },
};

/** Lists that are made of lists: more is a cycle. */
const deepest = 8;

/** `list.map(f)`, `Array.from(list, f)`, and a list that a loop fills. */
function fanOf(context: RuleContext, elements: Node, depth = 0): Fan | null {
  if (depth > deepest) return null;
  const value = unwrapped(elements);
  if (value.type === 'CallExpression') {
    const { callee } = value;
    const name = memberName(callee);
    if (callee.type === 'MemberExpression' && (name === 'map' || name === 'flatMap')) {
      const each = argument(value, 0);
      return each && { list: callee.object, each };
    }
    if (context.calleeKey(value) === 'global.Array.from') {
      const list = argument(value, 0);
      const each = argument(value, 1);
      return list && each && { list, each };
    }
    return null;
  }
  if (value.type === 'ArrayExpression') {
    const [only, more] = value.elements;
    return only?.type === 'SpreadElement' && !more
      ? fanOf(context, only.argument, depth + 1)
      : null;
  }
  if (value.type !== 'Identifier') return null;
  const variable = context.variableOf(value);
  const constant = variable && constantValue(variable);
  if (!variable || !constant) return null;
  if (constant.type !== 'ArrayExpression' || constant.elements.length > 0)
    return fanOf(context, constant, depth + 1);
  for (const call of pushesTo(variable)) {
    const [each] = call.arguments;
    const loop = enclosingLoop(call);
    // A list that is emptied on the way holds a part only.
    if (loop && each && loop.type === 'ForOfStatement' && !findOwn(loop.body, isWait))
      return { list: loop.right, each };
  }
  return null;
}

/** The list is an answer or what a request brings, or each element takes a socket, a file or a connection. */
function weightOf(
  context: RuleContext,
  call: CallNode,
  { list, each }: Fan,
): 'heavy' | 'unknown' | null {
  const path = context.loopPath(call);
  const isFromOutside =
    isAnswer(context.source, list) || (path !== null && /^(?:request|message)$/.test(path.kind));
  const { project, file } = context;
  if (leavesTheProgram(project, file, each)) return isFromOutside ? 'heavy' : 'unknown';
  // What somebody else's function does is a guess.
  return isFromOutside && mayLeaveTheProgram(project, file, each) ? 'unknown' : null;
}

/** `collectors.map((collect) => collect())`: functions of the program, as many as were written. */
function isListOfFunctions(context: RuleContext, each: Node): boolean {
  const value = unwrapped(each);
  if (!isFunction(value) || !value.body) return false;
  const [first] = value.params;
  const element = first && parameterPattern(first);
  const variable = element?.type === 'Identifier' ? context.variableOf(element) : null;
  return (
    variable !== null &&
    readsOf(variable).some(
      ({ parent, start }) => parent?.type === 'CallExpression' && parent.callee.start === start,
    )
  );
}

/** What is done with each says that there are few: a part of a schema, a setting, a module of the program. */
function isOfFew(context: RuleContext, each: Node): boolean {
  const found = functionBehind(context.project, context.file, each);
  if (!found?.fn.body) return false;
  const [first] = found.fn.params;
  const element = first && parameterPattern(first);
  if (element?.type === 'Identifier' && isOneOfFew(element.name)) return true;
  let isFound = false;
  walk(found.fn.body, (node) => {
    if (isFound) return;
    if (node.type === 'MemberExpression' && node.object.type === 'Identifier')
      isFound = /^(?:settings|preferences)$/i.test(node.object.name);
    else if (node.type === 'CallExpression') {
      const called = functionBehind(context.project, found.file, node.callee);
      isFound = isLoading(node) || (called?.fn.body ? loads(called.fn.body) : false);
    } else if (node.type === 'ImportExpression') isFound = true;
  });
  return isFound;
}

const loads = (body: Node): boolean => {
  let isFound = false;
  walk(body, (node) => {
    isFound ||= isLoading(node);
  });
  return isFound;
};

/** `import(path)`, `require(path)` */
const isLoading = (node: Node): boolean =>
  node.type === 'ImportExpression' ||
  (node.type === 'CallExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'require' &&
    stringValue(node.arguments[0]) === null);

/** Nobody waits beside it yet. */
function isAtStart({ project, file }: RuleContext, call: CallNode): boolean {
  const isSetup = file.summary.functions[file.ids.idAround(call)]?.isSetup === true;
  return isSetup || runsAtStartOnly(project, file, call);
}

const isWait = (node: Node): boolean => node.type === 'AwaitExpression';

/** Whether each element begins work that nothing holds back. */
function isBegun(context: RuleContext, each: Node): boolean {
  const value = unwrapped(each);
  if (!isFunction(value) && value.type === 'CallExpression') return beginsWork(context, value);
  const found = functionBehind(context.project, context.file, value);
  if (!found) return value.type === 'Identifier' ? !isMade(context, value) : false;
  const body = found.fn.body;
  if (!body) return false;
  const calls: CallNode[] = [];
  let isHeld = false;
  walkOwn(body, (node) => {
    if (node.type !== 'CallExpression') return;
    calls.push(node);
    if (isHoldingBack(context, node)) isHeld = true;
  });
  if (isHeld || calls.length === 0) return false;
  for (const call of calls) {
    const called = functionBehind(context.project, found.file, call.callee);
    if (called?.fn.body && holdsBack(context, called.fn.body)) return false;
  }
  const isAsync = found.fn.async
    ? findOwn(body, isWait) !== null ||
      calls.some((one) => context.isPromise(one)) ||
      returnsCall(body)
    : true;
  return isAsync && calls.some((call) => beginsWork(context, call));
}

const returnsCall = (body: Node): boolean =>
  body.type !== 'BlockStatement' ||
  findOwn(
    body,
    (node) => node.type === 'ReturnStatement' && node.argument?.type === 'CallExpression',
  ) !== null;

function holdsBack(context: RuleContext, body: Node): boolean {
  let isHeld = false;
  walk(body, (node) => {
    if (node.type === 'CallExpression' && isHoldingBack(context, node)) isHeld = true;
  });
  return isHeld;
}

/** `limit(() => ...)`, `semaphore.acquire()`. */
function isHoldingBack(context: RuleContext, call: CallNode): boolean {
  const name = calledName(call);
  const key = context.calleeKey(call);
  if (key !== null && /^(?:p-limit|p-queue|bottleneck|async-mutex|p-throttle|fastq)\b/.test(key))
    return true;
  if (name === null || !limiting.test(name)) return false;
  return (
    call.arguments.some((one) => isFunction(one)) || /^(?:acquire|take|lock|wait|enter)$/.test(name)
  );
}

const beginsWork = (context: RuleContext, call: CallNode): boolean => {
  const name = calledName(call);
  const key = context.calleeKey(call);
  if (key !== null && /^(?:p-limit|p-queue|bottleneck)\b/.test(key)) return false;
  if (call.arguments.some((one) => isFunction(one)) && limiting.test(name ?? '')) return false;
  return name === null || !soundsLikeCleanup(name);
};

/** `const send = limit(sendOne)`: a function that was made by another may hold back. */
function isMade(context: RuleContext, identifier: Node): boolean {
  const constant = constantBehind(context, identifier);
  return constant !== null;
}

/** Wraps what is done with each into p-limit. */
function limited(context: RuleContext, call: CallNode, { each }: Fan): FixBuilder | null {
  const isInline = each.type === 'ArrowFunctionExpression' && each.body !== null;
  if (!isInline && each.type !== 'Identifier') return null;
  const fix = context.fix('Have 10 under way at a time, with p-limit');
  const pLimit = fix.use('p-limit', 'default', 'pLimit');
  const limit = freeName(context.source, 'limit');
  fix.insertLinesBefore(call, [`const ${limit} = ${pLimit}(10);`]);
  if (each.type !== 'ArrowFunctionExpression')
    return fix.replace(each, `(one) => ${limit}(() => ${fix.textOf(each)}(one))`);
  const parameters = each.params.map((one) => fix.textOf(one)).join(', ');
  const head = { start: each.start, end: each.body.start };
  // The parenthesis of `() => ({})` is no part of the body.
  const opening = fix.textOf(head).split('=>').at(-1) ?? ' ';
  return fix
    .replace(head, `(${parameters}) => ${limit}(${each.async ? 'async ' : ''}() =>${opening}`)
    .insertAfter(each, ')');
}
