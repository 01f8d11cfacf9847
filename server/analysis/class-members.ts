/** The class around a node, and the members of a class as far as their declarations say. */
import type { ClassNode, Node } from './ast.ts';
import { isClass, isFunction, keyName, memberName, parameterPattern, walkOwn } from './ast.ts';

/** The class that `this` is an instance of. */
export function classAround(node: Node): ClassNode | null {
  let current: Node | null = node.parent ?? null;
  while (current) {
    // A plain function has a `this` of its own; methods are functions whose parent is the definition.
    if (
      (current.type === 'FunctionExpression' || current.type === 'FunctionDeclaration') &&
      current.parent?.type !== 'MethodDefinition'
    )
      return null;
    if (isClass(current)) return current;
    current = current.parent ?? null;
  }
  return null;
}

/** The value, or the annotated type, of a field or method. */
export function classMember(owner: ClassNode, name: string): Node | null {
  let fallback: Node | null = null;
  for (const member of owner.body.body) {
    if (member.type === 'MethodDefinition' && keyName(member) === name) {
      if (member.kind === 'method') return member.value;
      if (member.kind === 'get') return null;
    }
    if (member.type === 'PropertyDefinition' && keyName(member) === name) {
      if (member.typeAnnotation) return member.typeAnnotation;
      if (member.value) return member.value;
    }
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      fallback ??= setInConstructor(member.value, name);
  }
  return fallback;
}

/** `constructor(private pool: Pool)` and `this.pool = pool`. */
function setInConstructor(constructor: Node, name: string): Node | null {
  if (!isFunction(constructor)) return null;
  for (const parameter of constructor.params) {
    if (parameter.type !== 'TSParameterProperty') continue;
    const pattern = parameterPattern(parameter);
    if (pattern.type === 'Identifier' && pattern.name === name)
      return pattern.typeAnnotation ?? null;
  }
  let value: Node | null = null;
  walkOwn(constructor, (node) => {
    if (
      node.type === 'AssignmentExpression' &&
      node.left.type === 'MemberExpression' &&
      node.left.object.type === 'ThisExpression' &&
      memberName(node.left) === name
    )
      value ??= node.right;
  });
  return value;
}

/** What `this.name` is declared as; `null` for any other expression. */
export function memberOfThis(node: Node): Node | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return null;
  const owner = classAround(node);
  return owner && classMember(owner, memberName(node) ?? '');
}
