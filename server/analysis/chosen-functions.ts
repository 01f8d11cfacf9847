/** The functions of a table of handlers, any of which `handlers[name](...)` or `handlers.get(name)(...)` may call. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, stringValue, unwrapped } from './ast.ts';
import { memberOfThis } from './class-members.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind } from './variables.ts';

/** @param callee of a call; also the name of a constant that holds `handlers[name]` */
export function chosenFunctions(file: SourceFile, callee: Node): FunctionNode[] {
  const value = valueOf(file, callee);
  if (value?.type === 'CallExpression') return inMap(file, value.callee);
  if (value?.type !== 'MemberExpression' || !value.computed) return [];
  if (stringValue(value.property) !== null) return [];
  const table = valueOf(file, value.object);
  if (table?.type !== 'ObjectExpression') return [];
  return table.properties.flatMap((property) =>
    property.type === 'Property' && isFunction(property.value) ? [property.value] : [],
  );
}

/** Of `new Map([['/orders', listOrders]])`, when its `get` is called. */
function inMap(file: SourceFile, callee: Node): FunctionNode[] {
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'get') return [];
  const map = valueOf(file, callee.object);
  const [entries] = map?.type === 'NewExpression' ? map.arguments : [];
  if (entries?.type !== 'ArrayExpression') return [];
  return entries.elements.flatMap((entry) => {
    const value = entry?.type === 'ArrayExpression' ? entry.elements[1] : null;
    const fn = value && valueOf(file, value);
    return isFunction(fn) ? [fn] : [];
  });
}

function valueOf(file: SourceFile, node: Node): Node | null {
  const value = unwrapped(node);
  const constant = constantBehind(file, value) ?? memberOfThis(value);
  return constant ? unwrapped(constant) : value;
}
