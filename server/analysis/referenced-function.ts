/** The function of the same file that an expression stands for: itself, its name, a method of `this`, what makes it. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, onlyReturned, unwrapped } from './ast.ts';
import { memberOfThis } from './class-members.ts';
import type { SourceFile } from './source-file.ts';
import { constantValue, definitionOf, parameterIndex } from './variables.ts';

/** From name to name, and from what makes a function to what makes that: more is a cycle. */
const deepest = 4;

export function referencedFunction(source: SourceFile, node: Node, depth = 0): FunctionNode | null {
  const value = unwrapped(node);
  if (isFunction(value)) return value;
  if (depth > deepest) return null;
  if (value.type === 'CallExpression') return madeBy(source, value, depth);
  const found = memberOfThis(value) ?? named(source, value);
  if (isFunction(found)) return found;
  return found?.type === 'CallExpression' ? madeBy(source, found, depth) : null;
}

/** `handle.bind(this)`, and `audited('publish')` of a function that returns one. */
function madeBy(source: SourceFile, call: CallNode, depth: number): FunctionNode | null {
  const { callee } = call;
  if (memberName(callee) === 'bind')
    return callee.type === 'MemberExpression'
      ? referencedFunction(source, callee.object, depth + 1)
      : null;
  const factory = referencedFunction(source, callee, depth + 1);
  const made = factory && !factory.async && !factory.generator ? onlyReturned(factory) : null;
  return isFunction(made) ? made : null;
}

function named(source: SourceFile, value: Node): Node | null {
  const variable = value.type === 'Identifier' ? source.variableOf(value) : null;
  if (!variable || parameterIndex(variable) !== null) return null;
  const constant = constantValue(variable);
  return (constant && unwrapped(constant)) ?? definitionOf(variable);
}
