/** Whether a new value is kept beyond the call that makes it: in a variable outside, a field or a cache. */
import type { FunctionNode, Node, Of } from './ast.ts';
import { enclosingFunction, findOwn, isFunction, isInside, memberName, unwrapped } from './ast.ts';
import type { SourceFile } from './source-file.ts';
import { definitionOf, parameterIndex, readsOf } from './variables.ts';

const keepers = /^(?:set|add|push|unshift|register|provide|decorate|put)$/;
/** `DocumentClient.from(client)` has the client for good. */
const wrappers = /^(?:from|wrap|create)$/;
/** From variable to variable: more is a cycle. */
const deepest = 4;
const onceOnly =
  /^(?:(?:_|lodash|fn)\.)?(?:once|memo\w*|lazy\w*|cached?|singleton|getOrCreate|getOrSet|getOrInsert\w*|computeIfAbsent)$/i;

/** The innermost node that is the whole value: behind `await`, parentheses and casts. */
export function outermostValue(node: Node): Node {
  let value = node;
  while (
    value.parent &&
    (value.parent.type === 'AwaitExpression' || unwrapped(value.parent) === unwrapped(value)) &&
    value.parent.type !== 'ExpressionStatement'
  )
    value = value.parent;
  return value;
}

/**
 * Made once for many calls, or kept for later ones: `pool ??= new Pool()`, `this.pool = new Pool()`,
 * `pools.set(tenant, new Pool())`, `once(() => new Pool())`.
 */
export function isKept(file: SourceFile, node: Node, depth = 0): boolean {
  if (depth > deepest) return false;
  const value = outermostValue(node);
  const parent = value.parent;
  switch (parent?.type) {
    case 'AssignmentExpression':
      if (parent.right !== value) return false;
      if (parent.operator !== '=' || isOutside(file, parent.left)) return true;
      return parent.left.type === 'Identifier' && isKeptLater(file, parent.left, depth);
    case 'LogicalExpression':
      return parent.right === value && parent.operator !== '&&';
    case 'ConditionalExpression':
      return isKept(file, parent, depth);
    case 'Property':
      return parent.parent ? isKept(file, parent.parent, depth) : false;
    case 'NewExpression':
      return parent.callee !== value && isKept(file, parent, depth + 1);
    case 'CallExpression': {
      const name = memberName(parent.callee) ?? '';
      if (parent.callee === value) return false;
      if (wrappers.test(name)) return isKept(file, parent, depth + 1);
      return keepers.test(name) && isOutside(file, parent.callee);
    }
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' && isKeptLater(file, parent.id, depth);
    case 'ArrowFunctionExpression':
    case 'ReturnStatement': {
      const fn = enclosingFunction(value) ?? (isFunction(parent) ? parent : null);
      return fn !== null && isCalledOnce(fn);
    }
    default:
      return false;
  }
}

/** A local variable that is put somewhere outside. */
function isKeptLater(file: SourceFile, id: Node, depth: number): boolean {
  const variable = file.variableOf(id);
  return (
    variable !== null &&
    readsOf(variable).some((read) => {
      const parent = read.parent;
      if (parent?.type === 'ReturnStatement') return false;
      return parent?.type !== 'VariableDeclarator' && isKept(file, read, depth + 1);
    })
  );
}

/** `once(() => new Pool())` */
function isCalledOnce(fn: FunctionNode): boolean {
  const call = fn.parent;
  if (call?.type !== 'CallExpression' || call.callee === fn) return false;
  const { callee } = call;
  const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
  return name !== null && onceOnly.test(name);
}

/** Whether a place outlives the call: not a local variable, and no part of what the caller passed. */
export function isOutside(file: SourceFile, place: Node): boolean {
  let root = unwrapped(place);
  while (root.type === 'MemberExpression') root = unwrapped(root.object);
  if (root.type === 'ThisExpression') return !isInConstructor(root);
  if (root.type !== 'Identifier') return false;
  const variable = file.variableOf(root);
  const definition = variable && definitionOf(variable);
  if (!definition) return true;
  const here = enclosingFunction(place);
  if (variable && parameterIndex(variable) !== null) return definition !== here;
  return here === null || !isInside(definition, here);
}

function isInConstructor(node: Node): boolean {
  const definition = enclosingFunction(node)?.parent;
  return definition?.type === 'MethodDefinition' && definition.kind === 'constructor';
}

/** `if (channel === null) { channel = open(); }`: it asks for something that outlives the call, and puts it there. */
export function fillsWhatIsMissing(
  file: SourceFile,
  { test, consequent }: Of<'IfStatement'>,
): boolean {
  return (
    findOwn(consequent, (node) => {
      if (node.type !== 'AssignmentExpression' || !isOutside(file, node.left)) return false;
      const name = file.textOf(node.left);
      return findOwn(test, (one) => file.textOf(one) === name) !== null;
    }) !== null
  );
}
