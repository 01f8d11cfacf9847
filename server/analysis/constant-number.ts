/** Numbers that can be told from the text: literals, what is computed from them, and constants that hold them. */
import type { Node } from './ast.ts';
import { unwrapped } from './ast.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { constantValue, definitionOf, parameterIndex, parameterOwner } from './variables.ts';

export interface NumberFacts {
  readonly source: SourceFile;
  calleeKey(node: Node): string | null;
  functionOf(call: Node): Node | null;
}

const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
  '<<': (left, right) => left << right,
};

/** @returns `null` when it cannot be told */
export function constantNumber(facts: NumberFacts, node: Node, depth = 0): number | null {
  const value = unwrapped(node);
  if (depth > 6) return null;
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'number'
        ? value.value
        : typeof value.value === 'bigint'
          ? Number(value.value)
          : null;
    case 'BinaryExpression': {
      const left = constantNumber(facts, value.left, depth + 1);
      const right = constantNumber(facts, value.right, depth + 1);
      const operation = operations[value.operator];
      return left === null || right === null || !operation ? null : operation(left, right);
    }
    case 'Identifier': {
      const variable = facts.source.variableOf(value);
      if (!variable) return null;
      const init = constantValue(variable);
      if (init) return constantNumber(facts, init, depth + 1);
      return ofParameter(facts, variable, depth);
    }
    case 'CallExpression': {
      const key = facts.calleeKey(value);
      const [first] = value.arguments;
      if (
        !first ||
        key === null ||
        !/^global\.(?:Number|BigInt|Math\.(?:floor|ceil|round|trunc))$/.test(key)
      )
        return null;
      return constantNumber(facts, first, depth + 1);
    }
    default:
      return null;
  }
}

/** The largest number that callers in this file pass, or the default. */
function ofParameter(facts: NumberFacts, variable: Variable, depth: number): number | null {
  const index = parameterIndex(variable);
  const owner = parameterOwner(variable);
  if (index === null || !owner || !('params' in owner)) return null;
  if (variable.references.some((one) => one.isWrite && !one.isInitial)) return null;
  const numbers: number[] = [];
  for (const call of facts.source.nodes('CallExpression')) {
    if (facts.functionOf(call) !== definitionOf(variable)) continue;
    const passed = call.arguments[index];
    const number = passed ? constantNumber(facts, passed, depth + 1) : null;
    if (number !== null) numbers.push(number);
  }
  const parameter = (owner.params as readonly Node[])[index];
  if (parameter?.type === 'AssignmentPattern') {
    const number = constantNumber(facts, parameter.right, depth + 1);
    if (number !== null) numbers.push(number);
  }
  return numbers.length > 0 ? Math.max(...numbers) : null;
}
