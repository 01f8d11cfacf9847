/** What the names in a destructuring pattern come from. */
import type { Node } from './ast.ts';
import { keyName, unwrapped } from './ast.ts';
import { memberOf, type Origin, originKey } from './origin.ts';

/**
 * What a destructured name holds.
 *
 * @param value what is taken apart, where it is written out
 * @param origin where that comes from
 */
export function originInPattern(
  of: (node: Node) => Origin | null,
  pattern: Node,
  identifier: Node,
  value: Node | null,
  origin: Origin | null,
): Origin | null {
  if (pattern === identifier) return origin ?? (value ? of(value) : null);
  if (pattern.type === 'AssignmentPattern')
    return originInPattern(of, pattern.left, identifier, value, origin) ?? of(pattern.right);
  if (pattern.type === 'RestElement') return null;
  if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || !covers(property.value, identifier)) continue;
      const name = keyName(property);
      return name === null || !origin
        ? null
        : originInPattern(of, property.value, identifier, null, memberOf(origin, name));
    }
  }
  if (pattern.type === 'ArrayPattern') {
    const index = pattern.elements.findIndex((element) => element && covers(element, identifier));
    const element = pattern.elements[index];
    const from = value && elementOf(of, value, index);
    return element && from ? originInPattern(of, element, identifier, from, of(from)) : null;
  }
  return null;
}

/** `[a, b][1]`, and the same behind `await Promise.all([a, b])`. */
function elementOf(of: (node: Node) => Origin | null, value: Node, index: number): Node | null {
  const awaited = value.type === 'AwaitExpression' ? unwrapped(value.argument) : value;
  let list = awaited;
  if (awaited.type === 'CallExpression') {
    const callee = of(awaited.callee);
    if (!callee || originKey(callee) !== 'global.Promise.all') return null;
    const [first] = awaited.arguments;
    if (!first) return null;
    list = first;
  }
  if (list.type !== 'ArrayExpression') return null;
  const element = list.elements[index];
  return element && element.type !== 'SpreadElement' ? element : null;
}

const covers = (outer: Node, inner: Node): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;
