/** Whether somebody asks if a value is there at all, which tells of a failure that nobody was told. */
import type { Node } from './ast.ts';

/** `if (!value)`, `value ? a : b`, `value ?? other`, `value && value.name`, `value?.name`. */
export function isAskedFor(read: Node): boolean {
  let node = read;
  while (node.parent?.type === 'UnaryExpression' || node.parent?.type === 'BinaryExpression')
    node = node.parent;
  const { parent } = node;
  switch (parent?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node;
    case 'LogicalExpression':
      return true;
    case 'MemberExpression':
      return parent.optional && parent.object === node;
    default:
      return false;
  }
}
