/** The functions of a table of handlers, any of which `handlers[name](...)` may call. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, stringValue, unwrapped } from './ast.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind } from './variables.ts';

/** @param callee of a call; also the name of a constant that holds `handlers[name]` */
export function chosenFunctions(file: SourceFile, callee: Node): FunctionNode[] {
  const value = valueOf(file, callee);
  if (value?.type !== 'MemberExpression' || !value.computed) return [];
  if (stringValue(value.property) !== null) return [];
  const table = valueOf(file, value.object);
  if (table?.type !== 'ObjectExpression') return [];
  return table.properties.flatMap((property) =>
    property.type === 'Property' && isFunction(property.value) ? [property.value] : [],
  );
}

function valueOf(file: SourceFile, node: Node): Node | null {
  const value = unwrapped(node);
  const constant = constantBehind(file, value);
  return constant ? unwrapped(constant) : value;
}
