/** Promises that settle when a time has passed, and whether their timer can be cleared. */
import type { FunctionNode, Node } from './ast.ts';
import { findOwn, isFunction, memberName, unwrapped, walk } from './ast.ts';
import { gotFromThis } from './class-members.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind } from './variables.ts';

export interface TimerFacts {
  readonly source: SourceFile;
  keyOf(callee: Node): string | null;
  /** The function that a call calls, and the file that it is in. */
  called(call: Node): { readonly fn: FunctionNode; readonly facts: TimerFacts } | null;
}

const deepest = 4;

/** Whether an expression is a promise of a timer that nobody can clear by what it gives. */
export function isTimerPromise(facts: TimerFacts, node: Node, depth = 0): boolean {
  if (depth > deepest) return false;
  const value = unwrapped(node);
  switch (value.type) {
    case 'NewExpression':
      return facts.keyOf(value.callee) === 'global.Promise' && startsTimer(facts, value);
    case 'Identifier': {
      const constant = constantBehind(facts.source, value);
      return constant ? isTimerPromise(facts, constant, depth + 1) : false;
    }
    case 'MemberExpression': {
      const got = gotFromThis(value);
      return got ? isTimerPromise(facts, got, depth + 1) : false;
    }
    case 'AwaitExpression':
      return false;
    case 'CallExpression':
      return isTimerCall(facts, value, depth);
    default:
      return false;
  }
}

function isTimerCall(
  facts: TimerFacts,
  call: Node & { type: 'CallExpression' },
  depth: number,
): boolean {
  const key = facts.keyOf(call.callee);
  if (key === 'timers/promises.setTimeout' || key === 'promisify:global.setTimeout')
    return call.arguments.length < 3;
  if (key === 'delay') return call.arguments.length < 2;
  // `delay(1000).then(() => { throw new Error('late'); })`
  if (
    /^(?:then|catch|finally)$/.test(memberName(call.callee) ?? '') &&
    call.callee.type === 'MemberExpression'
  )
    return isTimerPromise(facts, call.callee.object, depth + 1);
  const called = facts.called(call);
  if (!called) return false;
  const { fn, facts: there } = called;
  if (fn.params.some((param) => /signal/i.test(there.source.textOf(param)))) return false;
  if (!fn.body) return false;
  if (fn.body.type !== 'BlockStatement') return isTimerPromise(there, fn.body, depth + 1);
  if (clears(fn)) return false;
  // An async function that only sleeps, and then throws.
  if (fn.async)
    return (
      findOwn(
        fn,
        (one) => one.type === 'AwaitExpression' && isTimerPromise(there, one.argument, depth + 1),
      ) !== null && awaitsNothingElse(fn)
    );
  const returned = findOwn(fn, (one) => one.type === 'ReturnStatement' && one.argument !== null);
  return returned?.type === 'ReturnStatement' && returned.argument
    ? isTimerPromise(there, returned.argument, depth + 1)
    : false;
}

function awaitsNothingElse(fn: Node): boolean {
  let count = 0;
  walk(fn, (node) => {
    if (node.type === 'AwaitExpression') count++;
  });
  return count === 1;
}

/** An executor that sets a timer, and has no way to clear it. */
function startsTimer(facts: TimerFacts, promise: Node): boolean {
  let timers = 0;
  let others = 0;
  walk(promise, (node) => {
    if (node.type !== 'CallExpression') return;
    const key = facts.keyOf(node.callee);
    if (key === 'global.setTimeout') timers++;
    // A timer that only ends what the promise itself waits for is another thing.
    if (/^(?:on|once|addEventListener|then)$/.test(memberName(node.callee) ?? '')) others++;
  });
  return timers > 0 && others === 0 && !clears(promise) && !isUnreferenced(promise);
}

/** `clearTimeout(timer)`, or `controller.abort()`, here or in a function within. */
function clears(node: Node): boolean {
  let isFound = false;
  walk(node, (one) => {
    if (one.type !== 'CallExpression') return;
    const { callee } = one;
    const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
    isFound ||= /^(?:clearTimeout|abort|cancel|clear|stop|dispose)$/.test(name ?? '');
  });
  return isFound;
}

function isUnreferenced(node: Node): boolean {
  let isFound = false;
  walk(node, (one) => {
    isFound ||= one.type === 'MemberExpression' && memberName(one) === 'unref';
    return !isFound || !isFunction(one);
  });
  return isFound;
}
