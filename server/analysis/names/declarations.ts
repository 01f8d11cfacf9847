/** Which names a file declares, and in which scope. */
import type { FunctionNode, Node, NodeType, Of } from '../ast.ts';
import { boundNames, isFunction } from '../ast.ts';
import type { Definition } from './variable.ts';

export interface Declaration extends Definition {
  /** The node within which the name is known. */
  readonly scope: Node;
}

/** All nodes of a type, in the order of the text. */
export type NodesOf = <T extends NodeType>(type: T) => readonly Of<T>[];

/** Signatures have parameters as functions have, which nobody reads. */
const withParameters = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSFunctionType',
  'TSConstructorType',
  'TSMethodSignature',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
] as const;

const value = { isParameter: false, isType: false, isValue: true };
const type = { isParameter: false, isType: true, isValue: false };
const both = { isParameter: false, isType: true, isValue: true };

/** All of them, those of one kind in the order of the text. */
export function declarationsIn(nodes: NodesOf, program: Node): Declaration[] {
  const found: Declaration[] = [];
  const add = (
    identifier: Node | null | undefined,
    scope: Node,
    node: Node,
    kind: typeof value,
  ): void => {
    if (identifier?.type === 'Identifier') found.push({ identifier, scope, node, ...kind });
  };

  for (const kind of [
    'ImportSpecifier',
    'ImportDefaultSpecifier',
    'ImportNamespaceSpecifier',
  ] as const)
    for (const node of nodes(kind)) add(node.local, blockScope(node), node, both);
  for (const node of nodes('TSImportEqualsDeclaration')) add(node.id, blockScope(node), node, both);
  for (const kind of withParameters)
    for (const node of nodes(kind))
      for (const parameter of node.params)
        for (const name of boundNames(parameter))
          add(name, node, node, { ...value, isParameter: true });
  for (const node of nodes('VariableDeclarator')) {
    const declaration = node.parent;
    const isHoisted = declaration?.type === 'VariableDeclaration' && declaration.kind === 'var';
    const scope = isHoisted ? functionScope(node) : blockScope(node);
    for (const name of boundNames(node.id)) add(name, scope, node, value);
  }
  for (const kind of ['FunctionDeclaration', 'TSDeclareFunction'] as const)
    for (const node of nodes(kind)) add(node.id, blockScope(node), node, value);
  for (const node of nodes('ClassDeclaration')) add(node.id, blockScope(node), node, both);
  // Known within it only, and behind its parameters.
  for (const node of nodes('FunctionExpression')) add(node.id, node, node, value);
  for (const node of nodes('ClassExpression')) add(node.id, node, node, both);
  for (const node of nodes('CatchClause'))
    for (const name of node.param ? boundNames(node.param) : []) add(name, node, node, value);

  for (const kind of ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'] as const)
    for (const node of nodes(kind)) add(node.id, blockScope(node), node, type);
  for (const node of nodes('TSEnumDeclaration')) {
    add(node.id, blockScope(node), node, both);
    for (const member of node.body.members) add(member.id, node, member, both);
  }
  for (const node of nodes('TSModuleDeclaration'))
    if (!node.global) add(node.id, blockScope(node), node, both);
  for (const node of nodes('TSTypeParameter'))
    add(node.name, typeParameterScope(node) ?? program, node, type);
  for (const node of nodes('TSMappedType')) add(node.key, node, node, type);
  return found;
}

function scopeAround(node: Node, isScope: (node: Node) => boolean): Node {
  let current: Node = node;
  while (current.parent) {
    current = current.parent;
    if (isScope(current)) return current;
  }
  return current;
}

const functionScope = (node: Node): Node =>
  scopeAround(
    node,
    (one) => isFunction(one) || one.type === 'StaticBlock' || one.type === 'TSModuleBlock',
  );

const blockScope = (node: Node): Node => scopeAround(node, isBlock);

const isBlock = ({ type }: Node): boolean =>
  type === 'BlockStatement' ||
  type === 'ForStatement' ||
  type === 'ForInStatement' ||
  type === 'ForOfStatement' ||
  type === 'SwitchStatement' ||
  type === 'StaticBlock' ||
  type === 'TSModuleBlock';

/** `infer U` is known in the whole conditional type. */
function typeParameterScope({ parent }: Node): Node | null {
  if (parent?.type !== 'TSInferType') return parent?.parent ?? null;
  let current: Node | null = parent;
  while (current && current.type !== 'TSConditionalType') current = current.parent ?? null;
  return current;
}

/** `var` in a body, which the defaults of parameters do not see. */
export const isOfBody = (fn: FunctionNode, { identifier }: Definition): boolean =>
  fn.body !== null && identifier.start >= fn.body.start;
