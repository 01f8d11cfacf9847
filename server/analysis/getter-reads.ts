/** Reads of members that run a getter of the same file. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, keyName, memberName } from './ast.ts';
import { classAround } from './class-members.ts';
import { originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import type { SourceFile } from './source-file.ts';

interface GetterRead {
  readonly node: Node;
  readonly fn: FunctionNode;
}

export function getterReads(file: SourceFile, origins: Origins): GetterRead[] {
  /** By name and what the member is of: `.Settings#banner`. */
  const getters = new Map<string, Map<string, FunctionNode>>();
  for (const method of file.nodes('MethodDefinition')) {
    const name = method.kind === 'get' ? keyName(method) : null;
    const owner = name === null ? null : classAround(method)?.id?.name;
    if (name === null || !owner || !isFunction(method.value)) continue;
    const key = `..${owner}${method.static ? '.' : '#'}${name}`;
    getters.set(name, (getters.get(name) ?? new Map()).set(key, method.value));
  }
  if (getters.size === 0) return [];
  return file.nodes('MemberExpression').flatMap((node) => {
    const named = getters.get(memberName(node) ?? '');
    if (!named || isAssigned(node)) return [];
    const origin = origins.of(node);
    const fn = origin && named.get(originKey(origin));
    return fn ? [{ node, fn }] : [];
  });
}

const isAssigned = (node: Node): boolean =>
  node.parent?.type === 'AssignmentExpression' &&
  node.parent.left === node &&
  node.parent.operator === '=';
