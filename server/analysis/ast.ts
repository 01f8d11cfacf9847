/** Names for syntax nodes, and the questions about them that need nothing but the tree. */
import type { Node } from './parse.ts';
import { visitorKeys } from './parse.ts';

export type { Node } from './parse.ts';

export type NodeType = Node['type'];
/** The node with this `type`: `Of<'CallExpression'>`. */
export type Of<T extends NodeType> = Node extends infer N
  ? N extends { type: infer U }
    ? T extends U
      ? N & { type: T }
      : never
    : never
  : never;

export type CallNode = Of<'CallExpression'>;
export type NewNode = Of<'NewExpression'>;
export type FunctionNode =
  | Of<'FunctionDeclaration'>
  | Of<'FunctionExpression'>
  | Of<'ArrowFunctionExpression'>;
export type LoopNode =
  | Of<'ForStatement'>
  | Of<'ForInStatement'>
  | Of<'ForOfStatement'>
  | Of<'WhileStatement'>
  | Of<'DoWhileStatement'>;
export type ClassNode = Of<'ClassDeclaration'> | Of<'ClassExpression'>;

export const isFunction = (node: Node | null | undefined): node is FunctionNode =>
  node?.type === 'FunctionDeclaration' ||
  node?.type === 'FunctionExpression' ||
  node?.type === 'ArrowFunctionExpression';

export const isLoop = (node: Node | null | undefined): node is LoopNode =>
  node?.type === 'ForStatement' ||
  node?.type === 'ForInStatement' ||
  node?.type === 'ForOfStatement' ||
  node?.type === 'WhileStatement' ||
  node?.type === 'DoWhileStatement';

export const isClass = (node: Node | null | undefined): node is ClassNode =>
  node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Calls `visit` with each child of a node, in the order of the text. */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  const keys = visitorKeys[node.type];
  if (!keys) return;
  // Called for each node of a program: an iterator would make an object for each step.
  for (let i = 0; i < keys.length; i++) {
    const value = (node as unknown as Record<string, unknown>)[keys[i] as string];
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at++) if (isNode(value[at])) visit(value[at]);
    } else if (isNode(value)) visit(value);
  }
}

/** What `walk` does after a node: `false` leaves its children out. */
type Visit = (node: Node) => boolean | undefined | void;

/** Visits a node and all below it, parents first. */
export function walk(node: Node, visit: Visit): void {
  const visitAll = (one: Node): void => {
    if (visit(one) !== false) forEachChild(one, visitAll);
  };
  visitAll(node);
}

/** As `walk`, but not into functions and classes that are nested in `node`. */
export function walkOwn(node: Node, visit: Visit): void {
  const own = (child: Node): void => {
    if (visit(child) === false || isFunction(child)) return;
    forEachChild(child, ownOutsideClasses);
  };
  const ownOutsideClasses = (child: Node): void => {
    if (!isClass(child)) own(child);
  };
  if (isFunction(node)) forEachChild(node, own);
  else own(node);
}

/** What a function gives, wherever it returns. */
export function returnedValues({ body }: FunctionNode): Node[] {
  if (!body) return [];
  if (body.type !== 'BlockStatement') return [body];
  const values: Node[] = [];
  walkOwn(body, (node) => {
    if (node.type === 'ReturnStatement' && node.argument) values.push(node.argument);
  });
  return values;
}

/** What a function gives when it returns in one place only, but for what an async one or a generator makes of it. */
export function onlyReturned(fn: FunctionNode): Node | null {
  const [value, more] = returnedValues(fn);
  return value && !more ? unwrapped(value) : null;
}

/** The first node below `node` (and itself) for which `test` holds, not within nested functions. */
export function findOwn<T extends Node>(node: Node, test: (node: Node) => node is T): T | null;
export function findOwn(node: Node, test: (node: Node) => boolean): Node | null;
export function findOwn(node: Node, test: (node: Node) => boolean): Node | null {
  let found: Node | null = null;
  walkOwn(node, (child) => {
    found ??= test(child) ? child : null;
    return found === null;
  });
  return found;
}

export function ancestor<T extends Node>(node: Node, test: (node: Node) => node is T): T | null;
export function ancestor(node: Node, test: (node: Node) => boolean): Node | null;
export function ancestor(node: Node, test: (node: Node) => boolean): Node | null {
  let current = node.parent ?? null;
  while (current && !test(current)) current = current.parent ?? null;
  return current;
}

export interface Extent {
  readonly start: number;
  readonly end: number;
}

export const isInside = (node: Extent, outer: Extent): boolean =>
  node.start >= outer.start && node.end <= outer.end;

/** The function that runs the node, or `null` at the top level of the module. */
export const enclosingFunction = (node: Node): FunctionNode | null => ancestor(node, isFunction);

/** The innermost loop around a node, within the same function. */
export function enclosingLoop(node: Node): LoopNode | null {
  let child = node;
  let current = node.parent ?? null;
  while (current && !isFunction(current)) {
    // What is evaluated once before the loop is not in it.
    const isOnce =
      (current.type === 'ForStatement' && child === current.init) ||
      ((current.type === 'ForOfStatement' || current.type === 'ForInStatement') &&
        child === current.right);
    if (isLoop(current) && !isOnce) return current;
    child = current;
    current = current.parent ?? null;
  }
  return null;
}

/** The statement that a node is part of: the outermost node below a block, a function body or the program. */
export function enclosingStatement(node: Node): Node {
  let current = node;
  while (current.parent && !isStatementList(current.parent)) {
    if (isFunction(current.parent)) return current;
    current = current.parent;
  }
  return current;
}

const isStatementList = (node: Node): boolean =>
  node.type === 'BlockStatement' ||
  node.type === 'Program' ||
  node.type === 'StaticBlock' ||
  node.type === 'SwitchCase';

/** The value behind what changes only its type: `(x as T)!` is `x`. */
export function unwrapped(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSInstantiationExpression':
      return unwrapped(node.expression);
    default:
      return node;
  }
}

/** `a.b` and `a['b']` give `b`; a computed member gives `null`. */
export function memberName(node: Node): string | null {
  if (node.type !== 'MemberExpression') return null;
  const { property } = node;
  if (!node.computed) {
    if (property.type === 'Identifier') return property.name;
    return property.type === 'PrivateIdentifier' ? `#${property.name}` : null;
  }
  return stringValue(property);
}

/** The text of a string literal or of a template without holes. */
export function stringValue(node: Node | null | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? null;
  return null;
}

export function numberValue(node: Node | null | undefined): number | null {
  if (node?.type === 'Literal' && typeof node.value === 'number') return node.value;
  if (node?.type === 'BinaryExpression') {
    const left = numberValue(node.left);
    const right = numberValue(node.right);
    if (left === null || right === null) return null;
    if (node.operator === '*') return left * right;
    if (node.operator === '+') return left + right;
    if (node.operator === '-') return left - right;
    if (node.operator === '/') return left / right;
    if (node.operator === '**') return left ** right;
    if (node.operator === '<<') return left << right;
  }
  return null;
}

/** The name of a key in an object, a class or a pattern; `null` when it is computed. */
export function keyName(node: Node): string | null {
  if (
    node.type !== 'Property' &&
    node.type !== 'MethodDefinition' &&
    node.type !== 'PropertyDefinition' &&
    node.type !== 'TSPropertySignature' &&
    node.type !== 'TSMethodSignature'
  )
    return null;
  const { key, computed } = node;
  if (computed) return stringValue(key);
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' ? String(key.value) : null;
}

/** The value of a property of an object literal, when it is written out. */
export function propertyOf(object: Node | null | undefined, name: string): Node | null {
  if (object?.type !== 'ObjectExpression') return null;
  for (const property of object.properties)
    if (property.type === 'Property' && keyName(property) === name) return property.value;
  return null;
}

/** An object literal that spreads or computes keys may have any property. */
export const isOpenObject = (object: Of<'ObjectExpression'>): boolean =>
  object.properties.some(
    (property) => property.type === 'SpreadElement' || keyName(property) === null,
  );

/** What a function is called, for people: its name, or that of what it is assigned to. */
export function functionName(node: FunctionNode): string | null {
  if (node.id) return node.id.name;
  const parent = node.parent;
  if (!parent) return null;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier')
    return parent.id.name;
  if (parent.type === 'AssignmentExpression')
    return parent.left.type === 'Identifier' ? parent.left.name : memberName(parent.left);
  return keyName(parent);
}

/** The expression of a call's argument, without spreads. */
export function argument(call: CallNode | NewNode, index: number): Node | null {
  const found = call.arguments[index];
  if (call.arguments.slice(0, index + 1).some((one) => one.type === 'SpreadElement')) return null;
  return found ? unwrapped(found) : null;
}

/** The pattern of a parameter without `public`/`readonly` and without its default. */
export function parameterPattern(node: Node): Node {
  if (node.type === 'TSParameterProperty') return parameterPattern(node.parameter);
  if (node.type === 'AssignmentPattern') return node.left;
  return node;
}

/** `for (;;)`, `while (true)`, `while (1)`, `do {} while (true)`. */
export function isEndless(loop: LoopNode): boolean {
  if (loop.type === 'ForInStatement' || loop.type === 'ForOfStatement') return false;
  const { test } = loop;
  return test === null || (test.type === 'Literal' && Boolean(test.value));
}

/** The identifiers that a pattern declares: `{ a, b: [c] }` declares `a` and `c`. */
export function boundNames(pattern: Node): Of<'Identifier'>[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) =>
        boundNames(one.type === 'Property' ? one.value : one.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one ? boundNames(one) : []));
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'TSParameterProperty':
      return boundNames(pattern.parameter);
    default:
      return [];
  }
}
