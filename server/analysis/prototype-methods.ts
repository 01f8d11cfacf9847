/** Methods as they are written without classes: `Server.prototype.start = function () {}`. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, memberName } from './ast.ts';

export interface PrototypeMethod {
  /** The constructor's name. */
  readonly owner: string;
  readonly name: string;
  readonly fn: FunctionNode;
}

/** @param node an assignment, or anything else */
export function prototypeMethod(node: Node): PrototypeMethod | null {
  if (node.type !== 'AssignmentExpression' || !isFunction(node.right)) return null;
  const { left } = node;
  const name = memberName(left);
  if (left.type !== 'MemberExpression' || memberName(left.object) !== 'prototype') return null;
  const owner = left.object.type === 'MemberExpression' ? left.object.object : null;
  if (name === null || owner?.type !== 'Identifier') return null;
  return { owner: owner.name, name, fn: node.right };
}

/** The name of the constructor whose instance `this` is in such a method. */
export function prototypeAround(node: Node): string | null {
  for (let current = node.parent; current; current = current.parent) {
    if (current.type === 'FunctionDeclaration') return null;
    if (current.type !== 'FunctionExpression') continue;
    const method = current.parent && prototypeMethod(current.parent);
    return method?.fn === current ? method.owner : null;
  }
  return null;
}
