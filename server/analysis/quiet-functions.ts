/** Tells functions whose promise is never rejected, as far as their text shows: nobody needs to catch what they give. */
import type { FunctionNode, Node, Of } from './ast.ts';
import {
  ancestor,
  findOwn,
  isFunction,
  memberName,
  returnedValues,
  unwrapped,
  walkOwn,
} from './ast.ts';
import type { Called, FileFacts } from './file-facts.ts';
import type { SourceFile } from './source-file.ts';
import { readsOf } from './variables.ts';

/** Awaiting these cannot fail, or fails only when somebody aborts. */
const harmless =
  /^(?:timers\/promises\.set(?:Timeout|Immediate)|timers\/promises\.scheduler\.(?:wait|yield)|global\.Promise\.allSettled|global\.Promise\.resolve|delay)$/;

/** From a function to those whose promises it returns or waits for; what is further in may fail. */
const deepest = 4;

/**
 * @param facts of the file where the function is
 * @param mayThrow whether what is thrown there is nothing to catch
 */
export function isQuiet(
  fn: FunctionNode,
  facts: FileFacts,
  depth = 0,
  mayThrow: (statement: Of<'ThrowStatement'>) => boolean = () => false,
): boolean {
  const { body } = fn;
  if (!body || depth > deepest) return false;
  const fails = (node: Node): boolean => {
    const risky =
      (node.type === 'ThrowStatement' && !mayThrow(node)) ||
      (node.type === 'AwaitExpression' && !isHarmless(node.argument)) ||
      (node.type === 'ForOfStatement' && node.await);
    return risky && !isCaught(node, fn);
  };

  function isHarmless(awaited: Node): boolean {
    const value = unwrapped(awaited);
    if (value.type === 'NewExpression') return !mayReject(value);
    if (value.type !== 'CallExpression') return false;
    if (isHandled(value)) return true;
    const key = facts.calleeKey(value);
    if (key !== null && harmless.test(key)) return true;
    const called = facts.called(value);
    return called !== null && givesQuietPromise(called, depth + 1);
  }

  /** `new Promise((resolve) => setTimeout(resolve, 10))` has no way to fail. */
  function mayReject(node: Node & { type: 'NewExpression' }): boolean {
    if (facts.calleeKey(node) !== 'global.Promise') return true;
    const [executor] = node.arguments;
    return isFunction(executor) && !neverRejects(facts.source, executor);
  }

  /** A `catch` around does not see what is returned: what fails there fails outside. */
  function failsLater(returned: Node): boolean {
    const value = unwrapped(returned);
    if (value.type === 'ConditionalExpression')
      return failsLater(value.consequent) || failsLater(value.alternate);
    if (value.type === 'LogicalExpression')
      return failsLater(value.left) || failsLater(value.right);
    if (value.type === 'NewExpression')
      return facts.calleeKey(value) === 'global.Promise' && mayReject(value);
    if (value.type !== 'CallExpression' || isHarmless(value)) return false;
    const called = facts.called(value);
    if (called) return facts.isPromise(value) && !isQuiet(called.fn, called.facts, depth + 1);
    return facts.isPromise(value) || (fn.async && facts.calleeKey(value) === null);
  }

  if (body.type !== 'BlockStatement')
    return (
      findOwn(body, fails) === null &&
      unwrapped(body).type !== 'AwaitExpression' &&
      !failsLater(body)
    );
  let isFine = true;
  walkOwn(body, (node) => {
    if (fails(node)) isFine = false;
    if (node.type !== 'ReturnStatement' || !node.argument || tellsOfFailure(node)) return;
    if (failsLater(node.argument)) isFine = false;
  });
  return isFine;
}

/** Whether it gives a promise, as far as is seen, and one that is never rejected. */
export const givesQuietPromise = ({ fn, facts }: Called, depth = 0): boolean =>
  depth <= deepest &&
  (fn.async || returnsQuietPromises(fn, facts, depth)) &&
  isQuiet(fn, facts, depth);

/** `return new Promise((resolve) => setTimeout(resolve, ms))`: there is no way to reject it. */
function returnsQuietPromises(fn: FunctionNode, facts: FileFacts, depth: number): boolean {
  const values = returnedValues(fn).map(unwrapped);
  return (
    values.length > 0 &&
    values.every((value) => {
      if (value.type === 'NewExpression')
        return (
          facts.calleeKey(value) === 'global.Promise' &&
          neverRejects(facts.source, value.arguments[0])
        );
      if (value.type !== 'CallExpression') return false;
      const called = facts.called(value);
      return isHandled(value) || (called !== null && givesQuietPromise(called, depth + 1));
    })
  );
}

/** An executor that does not use `reject`. */
export function neverRejects(source: SourceFile, executor: Node | undefined): boolean {
  if (!isFunction(executor) || executor.async) return false;
  const reject = executor.params[1];
  const variable = reject?.type === 'Identifier' ? source.variableOf(reject) : null;
  return reject === undefined || (variable !== null && readsOf(variable).length === 0);
}

/** `catch (error) { return reject(error); }`: whoever is called knows of it. */
function tellsOfFailure({ argument, parent }: Of<'ReturnStatement'>): boolean {
  const call = argument && unwrapped(argument);
  const clause = parent && ancestor(parent, (one) => isFunction(one) || one.type === 'CatchClause');
  const param = clause?.type === 'CatchClause' ? clause.param : null;
  return (
    call?.type === 'CallExpression' &&
    param?.type === 'Identifier' &&
    call.arguments.some((one) => one.type === 'Identifier' && one.name === param.name)
  );
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
