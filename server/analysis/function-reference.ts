/** Which function a value of a file is. */
import type { FunctionNode, Node } from './ast.ts';
import { isClass, isFunction, unwrapped } from './ast.ts';
import { constructorOf } from './class-members.ts';
import type { Origin } from './origin.ts';
import type { Origins } from './origins.ts';
import { referencedFunction } from './referenced-function.ts';
import type { SourceFile } from './source-file.ts';
import type { FunctionRef } from './summary.ts';
import { definitionOf, parameterIndex } from './variables.ts';

/** The function that a value of this file is, or where it comes from. */
export function referenceTo(
  file: SourceFile,
  origins: Origins,
  idOf: (fn: FunctionNode) => number,
  node: Node,
): FunctionRef | null {
  const value = unwrapped(node);
  if (isFunction(value)) return { kind: 'function', id: idOf(value) };
  if (value.type === 'Identifier') {
    const variable = file.variableOf(value);
    const definition =
      variable && parameterIndex(variable) === null ? definitionOf(variable) : null;
    const fn =
      definition?.type === 'VariableDeclarator' && definition.id.type === 'Identifier'
        ? wrappedFunction(definition.init)
        : definition;
    if (fn && isFunction(fn)) return { kind: 'function', id: idOf(fn) };
    if (fn && isClass(fn)) {
      const constructor = constructorOf(fn);
      if (constructor) return { kind: 'function', id: idOf(constructor) };
    }
  }
  const referenced = referencedFunction(file, value);
  if (referenced) return { kind: 'function', id: idOf(referenced) };
  const origin: Origin | null = origins.of(value);
  return origin ? { kind: 'origin', origin } : null;
}

/** The function in `const f = wrap(async () => {})`: what wraps a function calls it. */
export function wrappedFunction(init: Node | null): Node | null {
  if (!init) return null;
  const value = unwrapped(init);
  if (value.type !== 'CallExpression') return value;
  const functions = value.arguments.filter((one) => isFunction(one));
  return functions.length === 1 ? (functions[0] ?? null) : value;
}
