/** The function of the same file that an expression stands for: itself, its name, a method of `this`, what is bound. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, unwrapped } from './ast.ts';
import { memberOfThis } from './class-members.ts';
import type { SourceFile } from './source-file.ts';
import { constantValue, definitionOf, parameterIndex } from './variables.ts';

export function referencedFunction(source: SourceFile, node: Node): FunctionNode | null {
  const value = unwrapped(node);
  if (isFunction(value)) return value;
  if (value.type === 'CallExpression' && memberName(value.callee) === 'bind')
    return value.callee.type === 'MemberExpression'
      ? referencedFunction(source, value.callee.object)
      : null;
  const found = memberOfThis(value) ?? named(source, value);
  return found && isFunction(found) ? found : null;
}

function named(source: SourceFile, value: Node): Node | null {
  const variable = value.type === 'Identifier' ? source.variableOf(value) : null;
  if (!variable || parameterIndex(variable) !== null) return null;
  return constantValue(variable) ?? definitionOf(variable);
}
