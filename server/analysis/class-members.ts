/** The class around a node, and the members of a class as far as their declarations say. */
import type { ClassNode, FunctionNode, Node } from './ast.ts';
import {
  findOwn,
  isClass,
  isFunction,
  keyName,
  memberName,
  onlyReturned,
  parameterPattern,
  walkOwn,
} from './ast.ts';

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

/** The value, or the annotated type, of a field or method; of a getter what it gives. */
export function classMember(owner: ClassNode, name: string): Node | null {
  let members = known.get(owner);
  if (!members) known.set(owner, (members = membersOf(owner)));
  return members.get(name) ?? null;
}

/** Asked for each `this.name`. */
const known = new WeakMap<ClassNode, ReadonlyMap<string, Node | null>>();

function membersOf(owner: ClassNode): ReadonlyMap<string, Node | null> {
  const members = new Map<string, Node | null>();
  // The first one counts.
  const add = (name: string | null, value: Node | null): void => {
    if (name !== null && !members.has(name)) members.set(name, value);
  };
  for (const member of owner.body.body) {
    if (member.type === 'MethodDefinition') {
      if (member.kind === 'method') add(keyName(member), member.value);
      if (member.kind === 'get') add(keyName(member), onlyReturned(member.value as FunctionNode));
    } else if (member.type === 'PropertyDefinition') {
      const value = member.typeAnnotation ?? member.value;
      if (value) add(keyName(member), value);
    }
  }
  for (const member of owner.body.body)
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      forEachSet(member.value, add);
  return members;
}

/** `constructor(private pool: Pool)` and `this.pool = pool`. */
function forEachSet(constructor: Node, add: (name: string | null, value: Node | null) => void) {
  if (!isFunction(constructor)) return;
  for (const parameter of constructor.params) {
    if (parameter.type !== 'TSParameterProperty') continue;
    const pattern = parameterPattern(parameter);
    if (pattern.type === 'Identifier') add(pattern.name, pattern.typeAnnotation ?? null);
  }
  walkOwn(constructor, (node) => {
    if (
      node.type === 'AssignmentExpression' &&
      node.left.type === 'MemberExpression' &&
      node.left.object.type === 'ThisExpression'
    )
      add(memberName(node.left), node.right);
  });
}

export function constructorOf(owner: ClassNode): FunctionNode | null {
  for (const member of owner.body.body)
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      return member.value as FunctionNode;
  return null;
}

/** The parameter of the constructor that `this.name` is set from, if it is set from one. */
export function parameterOfField(
  owner: ClassNode,
  name: string,
): { readonly constructor: FunctionNode; readonly index: number } | null {
  const constructor = constructorOf(owner);
  if (!constructor) return null;
  const isSetFrom = (parameter: string | undefined): boolean =>
    findOwn(
      constructor,
      (node) =>
        node.type === 'AssignmentExpression' &&
        node.right.type === 'Identifier' &&
        node.right.name === parameter &&
        memberName(node.left) === name,
    ) !== null;
  const index = constructor.params.findIndex((parameter) => {
    const pattern = parameterPattern(parameter);
    const given = pattern.type === 'Identifier' ? pattern.name : undefined;
    return parameter.type === 'TSParameterProperty' ? given === name : isSetFrom(given);
  });
  return index < 0 ? null : { constructor, index };
}

/** What a getter of the class gives for `this.name`, made anew each time. */
export function gotFromThis(node: Node): Node | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return null;
  const name = memberName(node);
  for (const member of classAround(node)?.body.body ?? [])
    if (member.type === 'MethodDefinition' && member.kind === 'get' && keyName(member) === name)
      return onlyReturned(member.value as FunctionNode);
  return null;
}

/** What `this.name` is declared as; `null` for any other expression. */
export function memberOfThis(node: Node): Node | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return null;
  const owner = classAround(node);
  return owner && classMember(owner, memberName(node) ?? '');
}
