/** What an identifier does where it stands: whether it names something, and whether it reads or writes that. */
import type { Node } from '../ast.ts';
import type { NameNode, Reference } from './variable.ts';

/** What a name can mean: a value and a type may have the same one. */
export type Meaning = 'value' | 'type' | 'either';

/** @returns `null` for what is no name of a variable: keys, labels, what others export */
export function meaningOf(node: NameNode): Meaning | null {
  const { parent } = node;
  if (!parent) return null;
  const self: Node = node;
  switch (parent.type) {
    case 'MemberExpression':
      return parent.object === self ? meaningInMember(parent) : parent.computed ? 'value' : null;
    case 'Property':
      return parent.value === self || parent.computed ? 'value' : null;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return parent.key !== self || parent.computed ? 'value' : null;
    case 'TSEnumMember':
      return parent.initializer === self ? 'value' : null;
    case 'ExportSpecifier':
      return parent.local === self && !isExportFrom(parent) ? 'either' : null;
    case 'ExportDefaultDeclaration':
    case 'TSExportAssignment':
    case 'TSImportEqualsDeclaration':
      return 'either';
    case 'TSQualifiedName':
      return parent.left === self ? meaningInQualified(parent) : null;
    case 'TSTypeReference':
    case 'TSInterfaceHeritage':
    case 'TSClassImplements':
      return 'type';
    case 'JSXOpeningElement':
      return /^[A-Z_$]/.test(node.name) ? 'value' : null;
    case 'JSXMemberExpression':
      return parent.object === self ? 'value' : null;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ImportSpecifier':
    case 'ExportAllDeclaration':
    case 'ImportAttribute':
    case 'MetaProperty':
    case 'TSNamedTupleMember':
    case 'TSImportType':
    case 'TSIndexSignature':
    case 'TSModuleDeclaration':
    case 'TSNamespaceExportDeclaration':
    case 'JSXAttribute':
    case 'JSXNamespacedName':
    case 'JSXClosingElement':
      return null;
    default:
      return 'value';
  }
}

/** `implements space.Type`, which is written as a member. */
function meaningInMember(member: Node): Meaning {
  let outermost = member;
  while (outermost.parent?.type === 'MemberExpression') outermost = outermost.parent;
  const type = outermost.parent?.type;
  return type === 'TSInterfaceHeritage' || type === 'TSClassImplements' ? 'type' : 'value';
}

function meaningInQualified(name: Node): Meaning | null {
  let outermost = name;
  while (outermost.parent?.type === 'TSQualifiedName') outermost = outermost.parent;
  switch (outermost.parent?.type) {
    case 'TSTypeQuery':
      return 'value';
    case 'TSImportEqualsDeclaration':
      return 'either';
    case 'TSImportType':
    case 'TSModuleDeclaration':
      return null;
    default:
      return 'type';
  }
}

const isExportFrom = ({ parent }: Node): boolean =>
  parent?.type === 'ExportNamedDeclaration' && parent.source !== null;

/** Reads and writes of a name. A declaration without a value is none; one with a default may be two. */
export function usesOf(identifier: NameNode, isDeclaration: boolean): Reference[] {
  const uses: Reference[] = [];
  const write = (writeExpr: Node | null, isRead = false): void => {
    uses.push({ identifier, isRead, isWrite: true, isInitial: isDeclaration, writeExpr });
  };
  let target: Node = identifier;
  for (let { parent } = target; parent; { parent } = target) {
    switch (parent.type) {
      case 'AssignmentPattern':
        if (parent.left !== target) return read();
        write(parent.right);
        break;
      case 'Property':
        if (parent.value !== target || parent.parent?.type !== 'ObjectPattern') return read();
        break;
      case 'ArrayPattern':
      case 'ObjectPattern':
      case 'RestElement':
      case 'TSParameterProperty':
      case 'TSNonNullExpression':
        break;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
        if (parent.expression !== target) return read();
        break;
      case 'AssignmentExpression':
        if (parent.left !== target) return read();
        write(parent.right, parent.operator !== '=');
        return uses;
      case 'UpdateExpression':
        write(null, true);
        return uses;
      case 'ForInStatement':
      case 'ForOfStatement':
        if (parent.left !== target) return read();
        write(parent.right);
        return uses;
      case 'VariableDeclarator': {
        if (parent.id !== target) return read();
        const from = parent.init ?? iteratedBy(parent);
        if (from) write(from);
        return uses;
      }
      default:
        return isDeclaration ? uses : read();
    }
    target = parent;
  }
  return uses;

  function read(): Reference[] {
    return isDeclaration
      ? uses
      : [{ identifier, isRead: true, isWrite: false, isInitial: false, writeExpr: null }];
  }
}

/** `for (const one of list)` */
function iteratedBy(declarator: Node): Node | null {
  const loop = declarator.parent?.parent;
  return (loop?.type === 'ForOfStatement' || loop?.type === 'ForInStatement') &&
    loop.left === declarator.parent
    ? loop.right
    : null;
}
