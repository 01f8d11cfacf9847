/** Whether a request decides how many rounds a loop makes. */
import type { LoopNode, Node } from './ast.ts';
import { argument, isFunction, memberName, unwrapped, walk } from './ast.ts';
import type { FileFacts } from './file-facts.ts';
import { taintOf } from './taint.ts';
import { definitionOf, parameterIndex } from './variables.ts';

/** `i < Number(req.query.count)` */
export function isBoundFromOutside(facts: FileFacts, node: LoopNode): boolean {
  if (node.type !== 'ForStatement' && node.type !== 'WhileStatement') return false;
  const { test } = node;
  if (test?.type !== 'BinaryExpression' || !/^[<>]=?$/.test(test.operator)) return false;
  return [test.left as Node, test.right].some((side) => {
    const value = numberBehind(facts, side);
    return value !== null && taintOf(value, facts) !== null && !isClamped(facts, side, value);
  });
}

/** The text in `Number(text)`, by way of constants and of what callers in this file pass. */
function numberBehind(facts: FileFacts, node: Node, depth = 0): Node | null {
  const value = unwrapped(node);
  if (depth > 4) return null;
  if (
    value.type === 'CallExpression' &&
    /^global\.(?:Number|parseInt|parseFloat|Number\.parse\w+)$/.test(facts.calleeKey(value) ?? '')
  )
    return argument(value, 0);
  if (value.type === 'UnaryExpression' && value.operator === '+') return value.argument;
  if (value.type === 'LogicalExpression') return numberBehind(facts, value.left, depth + 1);
  if (value.type === 'MemberExpression') return memberName(value) === 'length' ? null : value;
  if (value.type !== 'Identifier') return null;
  const variable = facts.source.variableOf(value);
  const definition = variable && definitionOf(variable);
  if (
    definition?.type === 'VariableDeclarator' &&
    definition.init &&
    definition.id.type === 'Identifier'
  )
    return numberBehind(facts, definition.init, depth + 1);
  const index = variable ? parameterIndex(variable) : null;
  if (index === null || !isFunction(definition)) return null;
  for (const call of facts.source.nodes('CallExpression')) {
    const passed = facts.functionOf(call) === definition ? call.arguments[index] : null;
    const found = passed ? numberBehind(facts, passed, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

/** `Math.min(count, 1000)`, or a comparison that refuses what is too much, of something with one of these names. */
function isClamped(facts: FileFacts, bound: Node, value: Node): boolean {
  const names = new Set<string>();
  for (const node of [bound, value])
    walk(node, (one) => {
      if (one.type === 'Identifier') names.add(one.name);
    });
  const isNamed = (node: Node): boolean => {
    let named = false;
    walk(node, (one) => {
      if (one.type === 'Identifier' && names.has(one.name)) named = true;
    });
    return named;
  };
  let clamped = false;
  walk(facts.source.program, (one) => {
    if (one.type === 'CallExpression' && facts.calleeKey(one) === 'global.Math.min' && isNamed(one))
      clamped = true;
    if (
      one.type === 'IfStatement' &&
      /[<>]/.test(facts.source.textOf(one.test)) &&
      isNamed(one.test)
    )
      clamped = true;
  });
  return clamped;
}
