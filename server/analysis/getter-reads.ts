/** Reads of members that run a getter of the same file. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, keyName, memberName } from './ast.ts';
import { classAround } from './class-members.ts';
import { memberOf, type Origin, originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import type { SourceFile } from './source-file.ts';

interface GetterRead {
  readonly node: Node;
  readonly fn: FunctionNode;
}

export function getterReads(file: SourceFile, origins: Origins): GetterRead[] {
  /** By name and what the member is of: `.Settings#banner`. */
  const getters = new Map<string, Map<string, FunctionNode>>();
  for (const method of file.nodes('MethodDefinition')) {
    const name = method.kind === 'get' ? keyName(method) : null;
    const owner = name === null ? null : classAround(method)?.id?.name;
    if (name === null || !owner || !isFunction(method.value)) continue;
    const key = `..${owner}${method.static ? '.' : '#'}${name}`;
    getters.set(name, (getters.get(name) ?? new Map()).set(key, method.value));
  }
  if (getters.size === 0) return [];
  const read = (node: Node, name: string | null, origin: () => Origin | null): GetterRead[] => {
    const named = getters.get(name ?? '');
    const found = named && origin();
    const fn = found && named.get(originKey(found));
    return fn ? [{ node, fn }] : [];
  };
  const ofMembers = file.nodes('MemberExpression').flatMap((node) =>
    isAssigned(node)
      ? []
      : read(node, memberName(node), () => {
          const owner = origins.of(node.object);
          return owner && memberOf(owner, memberName(node) ?? '');
        }),
  );
  // `const { agent } = this;`
  const ofPatterns = file.nodes('VariableDeclarator').flatMap(({ id, init }) =>
    id.type === 'ObjectPattern' && init
      ? id.properties.flatMap((property) =>
          read(property, keyName(property), () => {
            const owner = origins.of(init);
            return owner && memberOf(owner, keyName(property) ?? '');
          }),
        )
      : [],
  );
  return [...ofMembers, ...ofPatterns];
}

const isAssigned = (node: Node): boolean =>
  node.parent?.type === 'AssignmentExpression' &&
  node.parent.left === node &&
  node.parent.operator === '=';
