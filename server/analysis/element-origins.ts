/** Where the elements of a list, and the values of a map, come from: by their types, or by what is put there. */
import type { CallNode, Node } from './ast.ts';
import { memberName, unwrapped } from './ast.ts';
import { classAround, classMember } from './class-members.ts';
import { type Origin, originKey } from './origin.ts';
import { annotatedTypes, elementType } from './promise-types.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind } from './variables.ts';

interface Known {
  readonly of: (node: Node) => Origin | null;
  readonly ofType: (type: Node) => Origin | null;
}

const putting = /^(?:set|add|push|unshift)$/;

/** @returns `null` when nothing is known, or several things are put there */
export function elementOrigin(file: SourceFile, list: Node, { of, ofType }: Known): Origin | null {
  const collection = collectionOf(list);
  const type = annotatedTypes(file).typeOf(collection);
  const element = type && elementType(type);
  if (element) return ofType(element);
  const initial = initialOf(file, collection);
  const values = initial && [...valuesIn(initial), ...putInto(file, collection)];
  if (!values || values.length === 0) return null;
  const [first, ...others] = values.map(of);
  if (!first) return null;
  const key = originKey(first);
  return others.every((other) => other && originKey(other) === key) ? first : null;
}

/** `list` in `list.values()` and `[...list]`. */
function collectionOf(list: Node): Node {
  const value = unwrapped(list);
  if (value.type === 'CallExpression' && value.callee.type === 'MemberExpression')
    return memberName(value.callee) === 'values' ? unwrapped(value.callee.object) : value;
  if (value.type !== 'ArrayExpression') return value;
  const [only, more] = value.elements;
  return only?.type === 'SpreadElement' && !more ? collectionOf(only.argument) : value;
}

/** What it begins as: an array, a map or a set that is written out there. */
function initialOf(file: SourceFile, collection: Node): Node | null {
  const owner = ownerOf(collection);
  const found = owner
    ? classMember(owner, memberName(collection) ?? '')
    : (constantBehind(file, collection) ?? collection);
  const initial = found && unwrapped(found);
  if (initial?.type === 'ArrayExpression') return initial;
  const isCollection =
    initial?.type === 'NewExpression' &&
    initial.callee.type === 'Identifier' &&
    /^(?:Map|Set|Array)$/.test(initial.callee.name);
  return isCollection ? initial : null;
}

const ownerOf = (collection: Node) =>
  collection.type === 'MemberExpression' && collection.object.type === 'ThisExpression'
    ? classAround(collection)
    : null;

/** Elements of `[a, b]`, `new Set([a, b])` and `new Map([[key, a], [key, b]])`. */
function valuesIn(initial: Node): Node[] {
  if (initial.type === 'ArrayExpression') return initial.elements.filter((one) => one !== null);
  if (initial.type !== 'NewExpression') return [];
  const [content] = initial.arguments;
  if (content?.type !== 'ArrayExpression') return content ? [content] : [];
  const isMap = initial.callee.type === 'Identifier' && initial.callee.name === 'Map';
  return content.elements.flatMap((one) => {
    if (!isMap) return one ?? [];
    return one?.type === 'ArrayExpression' ? (one.elements[1] ?? []) : (one ?? []);
  });
}

/** `client` of `clients.set(id, client)`, `clients.add(client)` and `clients.push(client)`. */
function putInto(file: SourceFile, collection: Node): Node[] {
  const owner = ownerOf(collection);
  const variable = owner ? null : file.variableOf(collection);
  const isSame = (node: Node): boolean =>
    owner
      ? memberName(node) === memberName(collection) && ownerOf(node) === owner
      : node.type === 'Identifier' && file.variableOf(node) === variable;
  return callsThatPut(file).flatMap((call) => {
    if (call.callee.type !== 'MemberExpression' || !isSame(unwrapped(call.callee.object)))
      return [];
    const value = memberName(call.callee) === 'set' ? call.arguments[1] : call.arguments[0];
    return value ? [value] : [];
  });
}

/** Asked for each list of a file. */
const known = new WeakMap<SourceFile, readonly CallNode[]>();

function callsThatPut(file: SourceFile): readonly CallNode[] {
  let calls = known.get(file);
  if (!calls) {
    calls = file
      .nodes('CallExpression')
      .filter(({ callee }) => putting.test(memberName(callee) ?? ''));
    known.set(file, calls);
  }
  return calls;
}
