/** What the place of a name or a declaration in the tree says of it. */
import type { Node, Of } from './ast.ts';

/** Not a name in a declaration, a property or a type. */
export function isReference(node: Of<'Identifier'>): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (parent.type === 'MemberExpression')
    return parent.object === (node as Node) || parent.computed;
  if (parent.type === 'Property') return parent.value === (node as Node) || parent.computed;
  if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition')
    return 'value' in parent && parent.value === (node as Node);
  return true;
}

/** Declared at the top level of the module, exported or not. */
export function isTopLevel(node: Node): boolean {
  let parent = node.parent;
  if (parent?.type === 'VariableDeclarator') parent = parent.parent?.parent;
  if (parent?.type === 'ExportNamedDeclaration' || parent?.type === 'ExportDefaultDeclaration')
    parent = parent.parent;
  return parent?.type === 'Program';
}
