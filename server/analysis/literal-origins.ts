/** What an expression is by its form alone: a list, a text, a number. */
import type { Node } from './ast.ts';
import { instanceOfGlobal, type Origin, originKey } from './origin.ts';

/** @param of the origin of a part */
export function originOfLiteral(node: Node, of: (part: Node) => Origin | null): Origin | null {
  switch (node.type) {
    case 'ArrayExpression':
      return instanceOfGlobal('Array');
    case 'TemplateLiteral':
      return instanceOfGlobal('String');
    case 'Literal':
      if (typeof node.value === 'string') return instanceOfGlobal('String');
      if (typeof node.value === 'number') return instanceOfGlobal('Number');
      return 'regex' in node ? instanceOfGlobal('RegExp') : null;
    case 'BinaryExpression': {
      if (node.operator !== '+') return null;
      const sides = [of(node.left), of(node.right)];
      const isText = sides.some((side) => side && originKey(side) === 'global.String#');
      return isText ? instanceOfGlobal('String') : null;
    }
    default:
      return null;
  }
}
