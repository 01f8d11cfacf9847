/** Tells of any expression of a file whether its value is a promise, with what other files say. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, unwrapped, walkOwn } from './ast.ts';
import { classAround } from './class-members.ts';
import type { AnalyzedFile, Project } from './project.ts';
import { annotatedTypes } from './promise-types.ts';
import { isPromiseByItself } from './promise-values.ts';
import { constantBehind } from './variables.ts';

const chained = /^(?:then|catch|finally)$/;

const calleesOf = (values: readonly Node[]): Node[] =>
  values.flatMap((value) => {
    const call = unwrapped(value);
    return call.type === 'CallExpression' ? [call.callee] : [];
  });

/** @param functionOf the function of this file that a call calls */
export function promiseTest(
  project: Project,
  { source, origins, summary, ids }: AnalyzedFile,
  functionOf: (call: Node) => FunctionNode | null,
): (node: Node) => boolean {
  const types = annotatedTypes(source);
  const known = new Map<FunctionNode, boolean>();
  let awaited: Node[] | null = null;
  let dropped: Node[] | null = null;

  function isPromise(node: Node): boolean {
    const value = unwrapped(node);
    if (isPromiseByItself(value, origins)) return true;
    if (value.type === 'Identifier') {
      const init = constantBehind(source, value);
      return init ? isPromise(init) : false;
    }
    if (value.type === 'ConditionalExpression')
      return isPromise(value.consequent) && isPromise(value.alternate);
    if (value.type !== 'CallExpression') return false;
    const { callee } = value;
    const called = functionOf(value);
    if (called) return isGivenBy(called);
    if (callee.type === 'MemberExpression' && chained.test(memberName(callee) ?? ''))
      return isPromise(callee.object);
    if (types.givesPromise(callee)) return true;
    const origin = origins.of(callee);
    const target = origin && project.functionAt(source.path, origin);
    if (target) return project.functionSummary(target)?.givesPromise === true;
    if (origin && project.summaryOf(origin.module)?.promiseMembers.includes(origin.path))
      return true;
    return origin === null && isAwaitedElsewhere(value);
  }

  function isGivenBy(fn: FunctionNode): boolean {
    const cached = known.get(fn);
    if (cached !== undefined) return cached;
    known.set(fn, false);
    const result = summary.functions[ids.idOf(fn)]?.givesPromise || returnsOnlyPromises(fn);
    known.set(fn, result);
    return result;
  }

  function returnsOnlyPromises(fn: FunctionNode): boolean {
    if (fn.generator || fn.returnType || !fn.body) return false;
    if (fn.body.type !== 'BlockStatement') return isPromise(fn.body);
    const values: (Node | null)[] = [];
    walkOwn(fn.body, (node) => {
      if (node.type === 'ReturnStatement') values.push(node.argument);
    });
    return values.length > 0 && values.every((value) => value !== null && isPromise(value));
  }

  /**
   * Of a method that nothing else is known of: other code awaits what the same method of the same thing gives, at least
   * as often as it drops it. One `await` too many does not make promises of all the other results.
   */
  function isAwaitedElsewhere({ callee, arguments: passed }: CallNode): boolean {
    if (callee.type !== 'MemberExpression' || passed.some((one) => isFunction(one))) return false;
    const text = source.textOf(callee);
    const root = rootOf(callee);
    const isSame = (other: Node): boolean =>
      source.textOf(other) === text && rootOf(other) === root;
    awaited ??= calleesOf(source.nodes('AwaitExpression').map(({ argument }) => argument));
    const awaits = awaited.filter(isSame).length;
    if (awaits === 0) return false;
    dropped ??= calleesOf(source.nodes('ExpressionStatement').map(({ expression }) => expression));
    return dropped.filter(isSame).length <= awaits;
  }

  /** The variable, or the class, whose member it is. */
  function rootOf(node: Node): unknown {
    let current = node;
    while (current.type === 'MemberExpression') current = unwrapped(current.object);
    return current.type === 'ThisExpression' ? classAround(current) : source.variableOf(current);
  }

  return isPromise;
}
