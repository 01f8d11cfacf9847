/** Which functions and calls give promises, as far as it can be told without a type checker. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, unwrapped, walkOwn } from './ast.ts';
import { originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import { isPromiseApi } from './promise-apis.ts';
import { isPromiseType } from './promise-types.ts';

/** Whether calling a function of this file gives a promise, by its text alone. */
export function givesPromise(fn: FunctionNode, origins: Origins): boolean {
  if (fn.async) return !fn.generator;
  if (fn.returnType) return isPromiseType(fn.returnType);
  if (fn.generator || !fn.body) return false;
  if (fn.body.type !== 'BlockStatement') return isPromiseByItself(fn.body, origins);
  let returns = 0;
  let promises = 0;
  walkOwn(fn.body, (node) => {
    if (node.type !== 'ReturnStatement') return;
    returns++;
    if (node.argument && isPromiseByItself(node.argument, origins)) promises++;
  });
  return returns > 0 && returns === promises;
}

/** Whether an expression makes a promise, without a look at other functions. */
export function isPromiseByItself(node: Node, origins: Origins): boolean {
  const value = unwrapped(node);
  if (value.type === 'NewExpression') return keyOf(value.callee, origins) === 'global.Promise';
  if (value.type !== 'CallExpression') return false;
  const key = keyOf(value.callee, origins);
  if (key !== null && isPromiseApi(key) && !takesCallback(key, value)) return true;
  if (hasContinuation(value)) return true;
  const { callee } = value;
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    /^(?:then|catch|finally)$/.test(callee.property.name) &&
    isPromiseByItself(callee.object, origins)
  );
}

/** `push(job).then((answer) => ...)`: whatever `push` is, what has a `then` that takes a function is a promise. */
const hasContinuation = ({ callee, arguments: given }: CallNode): boolean =>
  /^(?:then|finally)$/.test(memberName(callee) ?? '') &&
  given[0] !== undefined &&
  isFunction(given[0]);

/** `pool.connect((error, client) => {})`: with a callback these give no promise. */
function takesCallback(key: string, call: CallNode): boolean {
  if (
    !/^(?:pg|mysql2|ioredis|fs-extra|redis|mongodb|mongoose|amqplib|nodemailer|bcrypt(?:js)?)[.#(]/.test(
      key,
    )
  )
    return false;
  const last = call.arguments.at(-1);
  return (
    isFunction(last) ||
    (last?.type === 'Identifier' && /^(?:cb|callback|done|next)$/.test(last.name))
  );
}

function keyOf(node: Node, origins: Origins): string | null {
  const origin = origins.of(node);
  return origin && originKey(origin);
}
