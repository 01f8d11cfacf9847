/** Constants that a worker may have a copy of: data that is written out, and that nobody changes. */
import type { Node } from '../../analysis/ast.ts';
import { memberName, unwrapped } from '../../analysis/ast.ts';
import type { SourceFile, Variable } from '../../analysis/source-file.ts';
import { readsOf } from '../../analysis/variables.ts';

/** Literals, and lists and objects of them. */
export function isPlainLiteral(node: Node): boolean {
  const value = unwrapped(node);
  switch (value.type) {
    case 'Literal':
      // A sticky expression remembers where it was.
      return !('regex' in value && value.regex && /[gy]/.test(value.regex.flags));
    case 'TemplateLiteral':
      return value.expressions.every(isPlainLiteral);
    case 'UnaryExpression':
      return isPlainLiteral(value.argument);
    case 'BinaryExpression':
      return (
        value.left.type !== 'PrivateIdentifier' && [value.left, value.right].every(isPlainLiteral)
      );
    case 'ArrayExpression':
      return value.elements.every((one) => one !== null && isPlainLiteral(one));
    case 'ObjectExpression':
      return value.properties.every(
        (one) => one.type === 'Property' && !one.computed && isPlainLiteral(one.value),
      );
    case 'NewExpression':
      return (
        value.callee.type === 'Identifier' &&
        /^(?:Set|Map)$/.test(value.callee.name) &&
        value.arguments.every((one) => isPlainLiteral(one))
      );
    default:
      return false;
  }
}

const reading =
  /^(?:length|size|at|concat|endsWith|entries|every|exec|filter|find|findIndex|flatMap|forEach|get|has|includes|indexOf|join|keys|map|reduce|slice|some|startsWith|test|values)$/;

/** Whether it stays as it is: only numbers and texts do whatever is done with them. */
export function isOnlyRead(source: SourceFile, variable: Variable, value: Node): boolean {
  if (/^(?:Literal|TemplateLiteral|UnaryExpression|BinaryExpression)$/.test(unwrapped(value).type))
    return true;
  const isExported = source.program.body.some(
    (one) =>
      one.type === 'ExportNamedDeclaration' &&
      variable.identifiers[0] !== undefined &&
      one.start <= variable.identifiers[0].start &&
      variable.identifiers[0].end <= one.end,
  );
  if (isExported) return false;
  return readsOf(variable).every((read) => {
    const { parent } = read;
    if (parent?.type === 'ForOfStatement') return parent.right === read;
    if (parent?.type === 'SpreadElement') return true;
    if (parent?.type !== 'MemberExpression' || parent.object !== read) return false;
    const user = parent.parent;
    if (user?.type === 'CallExpression' && user.callee === parent)
      return reading.test(memberName(parent) ?? '');
    // `rows[0][1] = 2` and `rows[0].push(2)` change what is in it.
    return (
      user?.type !== 'AssignmentExpression' &&
      user?.type !== 'UpdateExpression' &&
      user?.type !== 'MemberExpression' &&
      !(user?.type === 'UnaryExpression' && user.operator === 'delete')
    );
  });
}
