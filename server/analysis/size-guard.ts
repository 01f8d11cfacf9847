/** Whether code looks at how long a value is before it works on it. */
import type { FunctionNode, Node } from './ast.ts';
import { enclosingFunction, memberName, unwrapped, walk } from './ast.ts';
import type { SourceFile } from './source-file.ts';

const sizes = /^(?:length|byteLength|size|contentLength)$/;
const sizeNames = /^(?:size|bytes|length|total|received|contentLength|\w*(?:Size|Bytes|Length))$/;

/** A comparison with a size, or with the header that tells it, in a function or one around it. */
export function comparesSize(node: Node): boolean {
  let outermost: FunctionNode | null = enclosingFunction(node);
  while (outermost) {
    const around = enclosingFunction(outermost);
    if (!around) break;
    outermost = around;
  }
  return outermost !== null && hasSizeComparison(outermost);
}

export function hasSizeComparison(node: Node): boolean {
  let found = false;
  walk(node, (one) => {
    if (one.type === 'BinaryExpression' && /^[<>]=?$/.test(one.operator) && !isLoopTest(one))
      found ||= tellsSize(one.left) || tellsSize(one.right);
  });
  return found;
}

/** `i < list.length` counts and guards nothing. */
const isLoopTest = (node: Node): boolean =>
  (node.parent?.type === 'ForStatement' || node.parent?.type === 'WhileStatement') &&
  node.parent.test === node;

function tellsSize(node: Node): boolean {
  let tells = false;
  walk(node, (one) => {
    const name = memberName(one) ?? (one.type === 'Identifier' ? one.name : null);
    if (name !== null && (sizes.test(name) || sizeNames.test(name))) tells = true;
    if (one.type === 'Literal' && one.value === 'content-length') tells = true;
  });
  return tells;
}

/** A comparison of the length of one value: `text.length > 40`. */
export function tellsSizeOf(source: SourceFile, scope: Node, name: string): boolean {
  let found = false;
  walk(scope, (one) => {
    if (one.type !== 'BinaryExpression' || !/^[<>]=?$/.test(one.operator) || isLoopTest(one))
      return;
    for (const side of [one.left as Node, one.right]) {
      const member = unwrapped(side);
      if (
        member.type === 'MemberExpression' &&
        memberName(member) === 'length' &&
        source.textOf(member.object) === name
      )
        found = true;
    }
  });
  return found;
}
