/** The function of the same file that an expression stands for: itself, its name, a method of `this`, what is bound. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, unwrapped } from './ast.ts';
import type { Origins } from './origins.ts';
import type { SourceFile } from './source-file.ts';
import { constantValue, definitionOf, parameterIndex } from './variables.ts';

export function referencedFunction(
  facts: { readonly source: SourceFile; readonly file: { readonly origins: Origins } },
  node: Node,
): FunctionNode | null {
  const value = unwrapped(node);
  if (isFunction(value)) return value;
  if (value.type === 'CallExpression' && memberName(value.callee) === 'bind')
    return value.callee.type === 'MemberExpression'
      ? referencedFunction(facts, value.callee.object)
      : null;
  if (value.type === 'MemberExpression' && value.object.type === 'ThisExpression') {
    const owner = facts.file.origins.classAround(value);
    const member = owner && facts.file.origins.classMember(owner, memberName(value) ?? '');
    return member && isFunction(member) ? member : null;
  }
  const variable = value.type === 'Identifier' ? facts.source.variableOf(value) : null;
  if (!variable || parameterIndex(variable) !== null) return null;
  const definition = constantValue(variable) ?? definitionOf(variable);
  return definition && isFunction(definition) ? definition : null;
}
