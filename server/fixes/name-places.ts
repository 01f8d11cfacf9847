/** What an identifier is at its place: where a name is given, imported or exported, nobody uses it. */
import type { Node } from '../analysis/ast.ts';
import { isClass, memberName } from '../analysis/ast.ts';

/** The name where it is given, imported or exported. */
export function isDeclaration(identifier: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ExportSpecifier':
    case 'ExportDefaultDeclaration':
      return true;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'TSDeclareFunction':
      return parent.id === identifier;
    case 'VariableDeclarator':
      return parent.id === identifier;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'TSMethodSignature':
    case 'TSPropertySignature':
      return parent.key === identifier;
    case 'Property':
      // A pattern takes it from somewhere; an object that is exported hands it out.
      return (
        parent.parent?.type === 'ObjectPattern' ||
        (parent.key === identifier && parent.value !== identifier) ||
        isExported(parent)
      );
    default:
      return isClass(parent) || parent.type.startsWith('TS');
  }
}

/** `module.exports = { load }`, `exports.load = load`, `export const api = { load }` */
export function isExported(node: Node): boolean {
  const object = node.type === 'Property' ? node.parent : node;
  const holder = object?.type === 'ObjectExpression' ? object.parent : object;
  if (holder?.type === 'ExportDefaultDeclaration' || holder?.type === 'ExportSpecifier')
    return true;
  return (
    holder?.type === 'AssignmentExpression' &&
    holder.left.type === 'MemberExpression' &&
    (holder.left.object.type === 'Identifier'
      ? /^(?:module|exports)$/.test(holder.left.object.name)
      : memberName(holder.left.object) === 'exports')
  );
}
