/** What is known of a variable from its declaration and its uses. */
import { type CallNode, isFunction, memberName, type Node, unwrapped } from './ast.ts';
import type { Variable } from './source-file.ts';

/** The node that declares it: declarator, function, class, import specifier, parameter. */
export const definitionOf = (variable: Variable): Node | null => variable.defs[0]?.node ?? null;

/** Its place among the parameters; `null` when a variable is not a parameter. */
export function parameterIndex(variable: Variable): number | null {
  const [definition] = variable.defs;
  if (!definition?.isParameter || !isFunction(definition.node)) return null;
  const owner = definition.node;
  const at = definition.identifier.start;
  const index = owner.params.findIndex((param) => param.start <= at && at < param.end);
  return index < 0 ? null : index;
}

/** The function that a parameter belongs to. */
export const parameterOwner = (variable: Variable): Node | null =>
  parameterIndex(variable) === null ? null : definitionOf(variable);

/** Identifiers that read it, in the order of the text. */
export const readsOf = (variable: Variable): Node[] =>
  variable.references.filter((reference) => reference.isRead).map(({ identifier }) => identifier);

/** The calls that push something to it. */
export const pushesTo = (variable: Variable): CallNode[] =>
  readsOf(variable).flatMap(({ parent }) => {
    const call = parent?.parent;
    const isPush = call?.type === 'CallExpression' && call.callee === parent;
    return isPush && memberName(parent) === 'push' ? [call] : [];
  });

/** Identifiers that write it after its declaration. */
export const writesOf = (variable: Variable): Node[] =>
  variable.references
    .filter((reference) => reference.isWrite && !reference.isInitial)
    .map(({ identifier }) => identifier);

export const isNeverReassigned = (variable: Variable): boolean =>
  variable.references.every((reference) => !reference.isWrite || reference.isInitial);

/** The value it has for good: the initializer of a variable that is never assigned again. */
export function constantValue(variable: Variable): Node | null {
  const declarator = definitionOf(variable);
  if (declarator?.type !== 'VariableDeclarator' || !declarator.init) return null;
  if (declarator.id.type !== 'Identifier') return null;
  return isNeverReassigned(variable) ? declarator.init : null;
}

interface Names {
  variableOf(identifier: Node): Variable | null;
}

/** From name to name: more is a cycle. */
const deepest = 16;

/** The value behind a name that has the same one for good; `null` for any other expression. */
export function constantBehind(names: Names, node: Node | null | undefined): Node | null {
  const variable = node ? names.variableOf(node) : null;
  const value = variable && constantValue(variable);
  // `const a = b; const b = a;` is no value, and whoever follows it would go round for ever.
  return value && isNamedInCircles(names, value) ? null : value;
}

function isNamedInCircles(names: Names, value: Node): boolean {
  let current = unwrapped(value);
  for (let step = 0; step < deepest; step++) {
    const variable = current.type === 'Identifier' ? names.variableOf(current) : null;
    const next = variable && constantValue(variable);
    if (!next) return false;
    current = unwrapped(next);
  }
  return true;
}
