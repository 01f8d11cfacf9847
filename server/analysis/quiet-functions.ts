/** Tells functions whose promise is never rejected, as far as their text shows: nobody needs to catch what they give. */
import type { FunctionNode, Node } from './ast.ts';
import { ancestor, findOwn, memberName, unwrapped, walkOwn } from './ast.ts';

/** Awaiting these cannot fail, or fails only when somebody aborts. */
const harmless =
  /^(?:timers\/promises\.set(?:Timeout|Immediate)|timers\/promises\.scheduler\.(?:wait|yield)|global\.Promise\.allSettled|global\.Promise\.resolve|delay)$/;

/** @param keyOf origin key of what a call calls */
export function isQuiet(fn: FunctionNode, keyOf: (call: Node) => string | null): boolean {
  if (!fn.body) return false;
  const fails = (node: Node): boolean => {
    const risky =
      node.type === 'ThrowStatement' ||
      (node.type === 'AwaitExpression' && !isHarmless(node.argument)) ||
      (node.type === 'ForOfStatement' && node.await) ||
      (node.type === 'ReturnStatement' && node.argument !== null && mayBePromise(node.argument));
    return risky && !isCaught(node, fn);
  };

  function isHarmless(awaited: Node): boolean {
    const value = unwrapped(awaited);
    if (value.type === 'NewExpression') return keyOf(value) === 'global.Promise';
    if (value.type !== 'CallExpression') return false;
    if (isHandled(value)) return true;
    const key = keyOf(value);
    return key !== null && harmless.test(key);
  }

  /** What a quiet function returns is a promise of its own only by a call that nobody awaits. */
  function mayBePromise(value: Node): boolean {
    const call = unwrapped(value);
    return fn.async && call.type === 'CallExpression' && keyOf(call) === null && !isHarmless(call);
  }

  if (fn.body.type !== 'BlockStatement') {
    const value = unwrapped(fn.body);
    if (value.type === 'CallExpression') return isHandled(value);
    return findOwn(fn.body, fails) === null && value.type !== 'AwaitExpression';
  }
  let isFine = true;
  walkOwn(fn.body, (node) => {
    if (fails(node)) isFine = false;
  });
  return isFine;
}

/** Within a `try` that has a `catch`, or in a function that is nested in `fn`. */
function isCaught(node: Node, fn: FunctionNode): boolean {
  let child = node;
  return (
    ancestor(node, (outer) => {
      const before = child;
      child = outer;
      if (outer === fn) return true;
      return outer.type === 'TryStatement' && outer.handler !== null && outer.block === before;
    }) !== fn
  );
}

/** `p.catch(h)`, `p.then(a, b)`, and what follows them. */
export function isHandled(node: Node): boolean {
  const call = unwrapped(node);
  if (call.type !== 'CallExpression') return false;
  const { callee } = call;
  if (callee.type !== 'MemberExpression') return false;
  const name = memberName(callee);
  if (name === 'catch') return isHandler(call.arguments[0]);
  if (name === 'then' && isHandler(call.arguments[1])) return true;
  return (name === 'finally' || name === 'then') && isHandled(callee.object);
}

/** Not `null` and not `undefined`, which catch nothing. */
const isHandler = (node: Node | undefined): boolean =>
  node !== undefined &&
  !(node.type === 'Literal' && node.value === null) &&
  !(node.type === 'Identifier' && node.name === 'undefined');
