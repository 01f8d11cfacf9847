/** The types that say what a function returns: its own, its overloads', and those of interfaces that it fulfils. */
import type { ClassNode, FunctionNode, Node } from '../analysis/ast.ts';
import { isClass, keyName } from '../analysis/ast.ts';
import type { AnalyzedFile, Project } from '../analysis/project.ts';
import { definitionOf } from '../analysis/variables.ts';

export interface ReturnTypePlace {
  readonly file: string;
  /** The type behind the colon. */
  readonly type: Node;
}

/** @returns what must become a promise, or the reason why it cannot */
export function promiseTypes(
  project: Project,
  file: AnalyzedFile,
  fn: FunctionNode,
): readonly ReturnTypePlace[] | string {
  const places: ReturnTypePlace[] = [];
  const path = file.source.path;
  const add = (annotation: Node | null | undefined): string | null => {
    const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : null;
    if (!type) return null;
    if (type.type === 'TSTypePredicate') return 'a type predicate is not a promise';
    places.push({ file: path, type });
    return null;
  };
  const own = add(fn.returnType);
  if (own !== null) return own;
  const { parent } = fn;
  if (
    parent?.type === 'VariableDeclarator' &&
    parent.id.type === 'Identifier' &&
    parent.id.typeAnnotation
  )
    return isOfHandler(file, parent.id.typeAnnotation)
      ? places
      : 'the type of its variable says what it returns';
  if (parent?.type === 'PropertyDefinition' && parent.typeAnnotation)
    return 'the type of its field says what it returns';
  if (fn.type === 'FunctionDeclaration' && fn.id) {
    const { name } = fn.id;
    for (const one of file.source.nodes('TSDeclareFunction'))
      if (one.id?.name === name) {
        const refused = add(one.returnType);
        if (refused !== null) return refused;
      }
  }
  const owner = parent?.type === 'MethodDefinition' ? parent.parent?.parent : null;
  if (parent?.type !== 'MethodDefinition' || !owner || !isClass(owner)) return places;
  const name = keyName(parent);
  if (name === null) return 'its name is computed';
  for (const member of owner.body.body)
    if (member !== parent && member.type === 'MethodDefinition' && keyName(member) === name) {
      const refused = add((member.value as { returnType?: Node | null }).returnType);
      if (refused !== null) return refused;
    }
  if (owner.superClass && file.source.textOf(owner.superClass) !== 'EventEmitter')
    return 'its class extends another, which may have the same method';
  const fulfilled = interfaces(project, file, owner, name);
  return typeof fulfilled === 'string' ? fulfilled : [...places, ...fulfilled];
}

const isOfHandler = ({ source }: AnalyzedFile, annotation: Node): boolean =>
  /(?:Handler|Middleware|Listener)\b/.test(source.textOf(annotation));

/** Methods of this name in the interfaces that a class implements; a reason when others fulfil them, too. */
function interfaces(
  project: Project,
  file: AnalyzedFile,
  owner: ClassNode,
  name: string,
): readonly ReturnTypePlace[] | string {
  const places: ReturnTypePlace[] = [];
  for (const { expression } of owner.implements ?? []) {
    const found =
      expression.type === 'Identifier' ? findInterface(project, file, expression) : null;
    if (!found) return 'an interface that it fulfils is not in sight';
    const { declaration, place } = found;
    const interfaceName = declaration.id.name;
    for (const path of project.paths) {
      if (!project.mentions(path, interfaceName)) continue;
      const others = project.file(path)?.source;
      for (const one of [
        ...(others?.nodes('ClassDeclaration') ?? []),
        ...(others?.nodes('ClassExpression') ?? []),
      ])
        if (
          (path !== file.source.path || one.start !== owner.start) &&
          one.implements?.some(
            ({ expression: type }) => type.type === 'Identifier' && type.name === interfaceName,
          )
        )
          return 'another class fulfils the same interface';
    }
    for (const member of declaration.body.body) {
      if (
        member.type !== 'TSMethodSignature' ||
        member.key.type !== 'Identifier' ||
        member.key.name !== name
      )
        continue;
      const type = member.returnType?.typeAnnotation;
      if (type) places.push({ file: place, type });
    }
  }
  return places;
}

type InterfaceNode = Node & { type: 'TSInterfaceDeclaration' };

function findInterface(
  project: Project,
  file: AnalyzedFile,
  identifier: Node & { type: 'Identifier' },
): { declaration: InterfaceNode; place: string } | null {
  const variable = file.source.variableOf(identifier) ?? file.source.topLevel(identifier.name);
  const definition = variable && definitionOf(variable);
  if (definition?.type === 'TSInterfaceDeclaration')
    return { declaration: definition, place: file.source.path };
  if (definition?.type !== 'ImportSpecifier') return null;
  const from =
    definition.parent?.type === 'ImportDeclaration' ? definition.parent.source.value : '';
  const path = project.resolve(file.source.path, from);
  const source = path === null ? null : project.file(path)?.source;
  const imported = definition.imported.type === 'Identifier' ? definition.imported.name : '';
  const declaration = source
    ?.nodes('TSInterfaceDeclaration')
    .find((one) => one.id.name === imported);
  return declaration && path !== null ? { declaration, place: path } : null;
}
