/** Numbers that can be told from the text: literals, what is computed from them, and constants that hold them. */
import type { Node } from './ast.ts';
import { isFunction, unwrapped } from './ast.ts';
import type { FileFacts } from './file-facts.ts';
import type { Variable } from './source-file.ts';
import { constantValue, definitionOf, parameterIndex } from './variables.ts';

const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
  '<<': (left, right) => left << right,
};

/** @returns `null` when it cannot be told */
export function constantNumber(facts: FileFacts, node: Node, depth = 0): number | null {
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

/** The largest number that callers pass, or the default. */
function ofParameter(facts: FileFacts, variable: Variable, depth: number): number | null {
  const index = parameterIndex(variable);
  const owner = definitionOf(variable);
  if (index === null || !isFunction(owner)) return null;
  if (variable.references.some((one) => one.isWrite && !one.isInitial)) return null;
  const numbers = facts
    .passedTo(owner, index)
    .map((passed) => constantNumber(passed.facts, passed.value, depth + 1));
  const parameter = owner.params[index];
  if (parameter?.type === 'AssignmentPattern')
    numbers.push(constantNumber(facts, parameter.right, depth + 1));
  const told = numbers.filter((number) => number !== null);
  return told.length > 0 ? Math.max(...told) : null;
}
