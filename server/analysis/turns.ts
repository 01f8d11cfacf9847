/** What an `await` gives way to: nothing but microtasks, one turn of the event loop, or something that takes its time. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import {
  argument,
  findOwn,
  isFunction,
  memberName,
  numberValue,
  unwrapped,
  walkOwn,
} from './ast.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind, constantValue } from './variables.ts';

export interface TurnFacts {
  readonly source: SourceFile;
  calleeKey(node: Node): string | null;
  key(node: Node): string | null;
  functionOf(call: Node): FunctionNode | null;
  isPromise(node: Node): boolean;
}

/** The value is there already: `await null`, `await Promise.resolve()`, a call of an async function that waits for nothing. */
export function isResolved(node: Node, facts: TurnFacts, depth = 0): boolean {
  const value = unwrapped(node);
  switch (value.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'ArrayExpression':
    case 'ObjectExpression':
      return true;
    case 'UnaryExpression':
      return value.operator === 'void' && isResolved(value.argument, facts, depth);
    case 'Identifier': {
      if (value.name === 'undefined') return true;
      const init = constantBehind(facts.source, value);
      return init ? isResolved(init, facts, depth + 1) && depth < 4 : false;
    }
    case 'CallExpression': {
      const key = facts.calleeKey(value);
      if (key === 'global.Promise.resolve') {
        const given = argument(value, 0);
        // `Promise.resolve(work())` waits for what `work` gives.
        if (!given) return true;
        const named = unwrapped(given);
        const variable = named.type === 'Identifier' ? facts.source.variableOf(named) : null;
        const made = (variable && constantValue(variable)) ?? named;
        const isUnknownCall =
          unwrapped(made).type === 'CallExpression' && !isResolved(made, facts, depth + 1);
        return !isUnknownCall && !facts.isPromise(given);
      }
      const { callee } = value;
      if (callee.type === 'MemberExpression' && memberName(callee) === 'then')
        return isResolved(callee.object, facts, depth) && givesNothing(argument(value, 0), facts);
      const fn = facts.functionOf(value);
      return (
        fn !== null &&
        fn.async &&
        !fn.generator &&
        depth < 4 &&
        waitsForNothing(fn, facts, depth + 1)
      );
    }
    case 'NewExpression':
      return facts.calleeKey(value) === 'global.Promise' && resolvesAtOnce(value.arguments[0]);
    default:
      return false;
  }
}

/** An async function all of whose awaits are of what is there already. */
export function waitsForNothing(fn: FunctionNode, facts: TurnFacts, depth = 0): boolean {
  let waits = false;
  walkOwn(fn, (node) => {
    if (node.type === 'AwaitExpression' && !isResolved(node.argument, facts, depth)) waits = true;
    if (node.type === 'ForOfStatement' && node.await) waits = true;
    // A promise that is returned is waited for.
    if (node.type === 'ReturnStatement' && node.argument && mayWait(node.argument, facts, depth))
      waits = true;
  });
  if (fn.body && fn.body.type !== 'BlockStatement') waits ||= mayWait(fn.body, facts, depth);
  return !waits;
}

function mayWait(node: Node, facts: TurnFacts, depth: number): boolean {
  const value = unwrapped(node);
  if (value.type === 'MemberExpression') return mayHoldPromise(value, facts);
  if (
    value.type !== 'CallExpression' &&
    value.type !== 'NewExpression' &&
    value.type !== 'Identifier'
  )
    return false;
  if (value.type === 'CallExpression' && takesFromList(value, facts)) return false;
  return (
    !isResolved(value, facts, depth) &&
    (value.type !== 'CallExpression' || facts.isPromise(value) || facts.functionOf(value) === null)
  );
}

/** `this.setup`, where the file puts a promise there, or its name says so. */
function mayHoldPromise(field: Node, facts: TurnFacts): boolean {
  const name = memberName(field);
  if (name === null || /promise|ready|pending|done$/i.test(name)) return true;
  return facts.source
    .nodes('AssignmentExpression')
    .some(
      ({ left, right }) =>
        memberName(left) === name &&
        (facts.isPromise(right) || unwrapped(right).type === 'CallExpression'),
    );
}

/** `this.frames.shift()` of a list that nobody in the file puts promises into. */
function takesFromList(call: CallNode, facts: TurnFacts): boolean {
  const { callee } = call;
  if (callee.type !== 'MemberExpression') return false;
  if (!/^global\.Array#(?:shift|pop)$/.test(facts.calleeKey(call) ?? '')) return false;
  const list = facts.source.textOf(callee.object);
  return facts.source
    .nodes('CallExpression')
    .filter(
      (one) =>
        one.callee.type === 'MemberExpression' &&
        /^(?:push|unshift)$/.test(memberName(one.callee) ?? '') &&
        facts.source.textOf(one.callee.object) === list,
    )
    .every((one) => !one.arguments.some((value) => facts.isPromise(value)));
}

/** A callback that is seen to return no promise. */
function givesNothing(callback: Node | null, facts: TurnFacts): boolean {
  if (!callback) return false;
  if (isFunction(callback))
    return (
      !callback.async &&
      callback.body?.type === 'BlockStatement' &&
      findOwn(callback.body, ({ type }) => type === 'ReturnStatement') === null
    );
  if (facts.key(callback)?.startsWith('global.console.')) return true;
  const variable = callback.type === 'Identifier' ? facts.source.variableOf(callback) : null;
  const name = variable?.identifiers[0];
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : null;
  return (
    type?.type === 'TSFunctionType' && type.returnType?.typeAnnotation.type === 'TSVoidKeyword'
  );
}

/** `new Promise((resolve) => resolve())` */
function resolvesAtOnce(executor: Node | undefined): boolean {
  if (!isFunction(executor)) return false;
  const [resolve] = executor.params;
  if (resolve?.type !== 'Identifier') return false;
  const { body } = executor;
  const only =
    body?.type === 'BlockStatement' ? (body.body.length === 1 ? body.body[0] : null) : body;
  const call = only?.type === 'ExpressionStatement' ? only.expression : only;
  return (
    call?.type === 'CallExpression' &&
    call.callee.type === 'Identifier' &&
    call.callee.name === resolve.name
  );
}

/** Functions that give what another one gives: more is a cycle. */
const mostCalls = 4;

/** Waits for one turn of the loop and no longer: `setImmediate`, a timer of 0 or 1 ms. */
export function isOneTurn(node: Node, facts: TurnFacts, depth = 0): boolean {
  if (depth > mostCalls) return false;
  const value = unwrapped(node);
  if (value.type === 'NewExpression') {
    if (facts.calleeKey(value) !== 'global.Promise') return false;
    const [executor] = value.arguments;
    if (!executor) return false;
    if (!isFunction(executor)) return facts.key(executor) === 'global.setImmediate';
    return schedulesOneTurn(executor, facts, null);
  }
  if (value.type !== 'CallExpression') return false;
  const key = facts.calleeKey(value);
  switch (key) {
    case 'timers/promises.setImmediate':
    case 'timers/promises.scheduler.yield':
    case 'global.scheduler.yield':
    case 'promisify:global.setImmediate':
      return true;
    case 'timers/promises.setTimeout':
    case 'timers/promises.scheduler.wait':
    case 'promisify:global.setTimeout':
    case 'delay':
      return isShort(argument(value, 0));
    default:
  }
  const fn = facts.functionOf(value);
  return fn !== null && returnsOneTurn(fn, value, facts, depth);
}

/** `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))`, called with 0. */
function returnsOneTurn(fn: FunctionNode, call: Node, facts: TurnFacts, depth: number): boolean {
  const { body } = fn;
  const only =
    body?.type === 'BlockStatement' ? (body.body.length === 1 ? body.body[0] : null) : body;
  const value = only?.type === 'ReturnStatement' ? only.argument : only;
  const promise = value ? unwrapped(value) : null;
  if (promise?.type === 'CallExpression') return isOneTurn(promise, facts, depth + 1);
  if (promise?.type !== 'NewExpression' || facts.calleeKey(promise) !== 'global.Promise')
    return false;
  const [executor] = promise.arguments;
  if (!isFunction(executor))
    return executor !== undefined && facts.key(executor) === 'global.setImmediate';
  return schedulesOneTurn(executor, facts, { fn, call });
}

function schedulesOneTurn(
  executor: FunctionNode,
  facts: TurnFacts,
  helper: { fn: FunctionNode; call: Node } | null,
): boolean {
  let found = false;
  let others = false;
  walkOwn(executor, (node) => {
    if (node.type !== 'CallExpression') return;
    const key = facts.calleeKey(node);
    if (key === 'global.setImmediate') found = true;
    else if (key === 'global.setTimeout') {
      const delay = argument(node, 1);
      if (
        isShort(delay) ||
        (helper && isShort(passedFor(delay, helper, facts)) && delay?.type === 'Identifier')
      )
        found = true;
      else others = true;
    } else others = true;
  });
  return found && !others;
}

/** What a call passes for the parameter that an identifier names. */
function passedFor(
  delay: Node | null,
  { fn, call }: { fn: FunctionNode; call: Node },
  facts: TurnFacts,
): Node | null {
  if (delay?.type !== 'Identifier' || call.type !== 'CallExpression') return delay;
  const index = fn.params.findIndex((one) => {
    const pattern = one.type === 'AssignmentPattern' ? one.left : one;
    return pattern.type === 'Identifier' && pattern.name === delay.name;
  });
  const parameter = fn.params[index];
  const passed = call.arguments[index];
  if (passed) return passed;
  if (parameter?.type === 'AssignmentPattern') return parameter.right;
  return facts.source.variableOf(delay) ? delay : null;
}

/** A timer cannot be shorter than a millisecond. */
export const isShort = (delay: Node | null | undefined): boolean => {
  if (!delay) return true;
  const ms = numberValue(delay);
  return ms !== null && ms <= 1;
};

const isPlain = (value: Node | undefined): boolean =>
  value === undefined || value.type === 'Literal';

/** `Promise.resolve().then(f)` and its like: what is called as a microtask, or `null`. */
export function microtaskOf(node: Node, facts: TurnFacts): Node | null {
  if (node.type !== 'CallExpression') return null;
  const key = facts.calleeKey(node);
  if (key === 'process.nextTick' || key === 'global.queueMicrotask') return argument(node, 0);
  const { callee } = node;
  return callee.type === 'MemberExpression' &&
    memberName(callee) === 'then' &&
    unwrapped(callee.object).type === 'CallExpression' &&
    facts.calleeKey(callee.object) === 'global.Promise.resolve' &&
    // What it is given may be a promise that takes its time.
    isPlain((unwrapped(callee.object) as CallNode).arguments[0])
    ? argument(node, 0)
    : null;
}
