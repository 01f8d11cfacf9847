/** Types whose values reach another thread unchanged, by structured clone. */
import type { Node } from '../../analysis/ast.ts';
import type { Project } from '../../analysis/project.ts';
import type { SourceFile } from '../../analysis/source-file.ts';
import { definitionOf } from '../../analysis/variables.ts';

const containers =
  /^(?:Array|ReadonlyArray|Set|ReadonlySet|Map|ReadonlyMap|Record|Partial|Required|Readonly|Pick|Omit|Promise|Iterable)$/;
const data =
  /^(?:Date|RegExp|ArrayBuffer|SharedArrayBuffer|DataView|(?:Float(?:32|64)|(?:Big)?(?:Ui|I)nt(?:8|16|32|64)|Uint8Clamped)Array)$/;

/** @returns why not, as a clause; `null` when they do */
export function refusedType(
  project: Project,
  source: SourceFile,
  type: Node,
  seen: Set<Node> = new Set(),
): string | null {
  if (seen.has(type)) return null;
  seen.add(type);
  const on = (one: Node | null | undefined): string | null =>
    one ? refusedType(project, source, one, seen) : null;
  const first = (all: readonly Node[]): string | null =>
    all.reduce<string | null>((reason, one) => reason ?? on(one), null);
  switch (type.type) {
    case 'TSNumberKeyword':
    case 'TSStringKeyword':
    case 'TSBooleanKeyword':
    case 'TSBigIntKeyword':
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
    case 'TSVoidKeyword':
    case 'TSLiteralType':
    case 'TSTemplateLiteralType':
      return null;
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
    case 'TSTypeOperator':
    case 'TSOptionalType':
    case 'TSRestType':
      return on(type.typeAnnotation);
    case 'TSArrayType':
      return on(type.elementType);
    case 'TSTupleType':
      return first(type.elementTypes);
    case 'TSNamedTupleMember':
      return on(type.elementType);
    case 'TSUnionType':
    case 'TSIntersectionType':
      return first(type.types);
    case 'TSTypeLiteral':
      return first(type.members);
    case 'TSPropertySignature':
      return type.typeAnnotation ? on(type.typeAnnotation) : 'a property has no type';
    case 'TSIndexSignature':
      return on(type.typeAnnotation);
    case 'TSFunctionType':
    case 'TSMethodSignature':
    case 'TSConstructorType':
      return 'a function cannot be sent to a worker';
    case 'TSInterfaceDeclaration':
      return first([...type.body.body, ...type.extends.map(({ expression }) => expression)]);
    case 'TSTypeAliasDeclaration':
      return type.typeParameters ? 'its type is generic' : on(type.typeAnnotation);
    case 'Identifier':
      return ofName(project, source, type, [], seen);
    case 'TSTypeReference':
      return type.typeName.type === 'Identifier'
        ? ofName(project, source, type.typeName, type.typeArguments?.params ?? [], seen)
        : notTold(source.textOf(type));
    case 'TSAnyKeyword':
    case 'TSUnknownKeyword':
      return 'its types do not say what it is given';
    default:
      return notTold(source.textOf(type));
  }
}

const notTold = (name: string): string => `what ${name} holds cannot be told`;

function ofName(
  project: Project,
  source: SourceFile,
  identifier: Node & { type: 'Identifier' },
  given: readonly Node[],
  seen: Set<Node>,
): string | null {
  const { name } = identifier;
  const variable = source.variableOf(identifier) ?? source.topLevel(name);
  const definition = variable && definitionOf(variable);
  if (!definition) {
    if (name === 'Buffer') return 'a Buffer would arrive as a Uint8Array';
    if (data.test(name)) return null;
    if (!containers.test(name)) return notTold(name);
    return given.reduce<string | null>(
      (reason, one) => reason ?? refusedType(project, source, one, seen),
      null,
    );
  }
  if (definition.type === 'TSInterfaceDeclaration' || definition.type === 'TSTypeAliasDeclaration')
    return refusedType(project, source, definition, seen);
  if (definition.type === 'ClassDeclaration') return `a ${name} would arrive without its class`;
  if (definition.type !== 'ImportSpecifier' || definition.parent?.type !== 'ImportDeclaration')
    return notTold(name);
  const path = project.resolve(source.path, definition.parent.source.value);
  const other = path === null ? null : project.file(path)?.source;
  const imported = definition.imported.type === 'Identifier' ? definition.imported.name : '';
  const there = other?.topLevel(imported);
  const declaration = there && definitionOf(there);
  if (
    !other ||
    (declaration?.type !== 'TSInterfaceDeclaration' &&
      declaration?.type !== 'TSTypeAliasDeclaration')
  )
    return declaration?.type === 'ClassDeclaration'
      ? `a ${name} would arrive without its class`
      : notTold(name);
  return refusedType(project, other, declaration, seen);
}
