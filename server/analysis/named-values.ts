/** Where the values of a file come from that other code can name. */
import type { Node } from './ast.ts';
import { boundNames, isClass, isFunction, keyName, memberName } from './ast.ts';
import { classMember } from './class-members.ts';
import type { Origin } from './origin.ts';
import type { Origins } from './origins.ts';
import type { SourceFile } from './source-file.ts';

/** @returns origins by path, as the functions of `named-functions.ts` */
export function namedValues(file: SourceFile, origins: Origins): Record<string, Origin> {
  const values: Record<string, Origin> = {};
  const add = (path: string, origin: Origin | null): void => {
    if (origin && !(origin.module === '.' && origin.path === path)) values[path] = origin;
  };
  for (const declarator of file.nodes('VariableDeclarator')) {
    if (
      declarator.parent?.parent !== file.program &&
      declarator.parent?.parent?.parent !== file.program
    )
      continue;
    for (const name of boundNames(declarator.id)) add(`.${name.name}`, origins.of(name));
    if (declarator.id.type !== 'Identifier' || declarator.init?.type !== 'ObjectExpression')
      continue;
    for (const property of declarator.init.properties) {
      const key = property.type === 'Property' ? keyName(property) : null;
      if (key !== null && property.type === 'Property' && !isFunction(property.value))
        add(`.${declarator.id.name}.${key}`, origins.of(property.value));
    }
  }
  for (const owner of [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')]) {
    if (!owner.id) continue;
    for (const name of fieldNames(owner)) {
      const member = classMember(owner, name);
      if (!member || isFunction(member)) continue;
      add(
        `.${owner.id.name}#${name}`,
        member.type === 'TSTypeAnnotation' ? origins.ofType(member) : origins.of(member),
      );
    }
  }
  const addTyped = (owner: string, members: readonly Node[]): void => {
    for (const member of members) {
      const key = member.type === 'TSPropertySignature' ? keyName(member) : null;
      const type = member.type === 'TSPropertySignature' ? member.typeAnnotation : null;
      if (key !== null && type)
        add(`.${owner}#${key}`, origins.ofType(type) ?? origins.ofContract(type));
    }
  };
  for (const { id, body } of file.nodes('TSInterfaceDeclaration')) addTyped(id.name, body.body);
  for (const { id, typeAnnotation } of file.nodes('TSTypeAliasDeclaration'))
    if (typeAnnotation.type === 'TSTypeLiteral') addTyped(id.name, typeAnnotation.members);
  return values;
}

/** @returns what classes extend by path: `.Class` */
export function namedBases(file: SourceFile, origins: Origins): Record<string, Origin> {
  const bases: Record<string, Origin> = {};
  for (const { id, superClass } of [
    ...file.nodes('ClassDeclaration'),
    ...file.nodes('ClassExpression'),
  ]) {
    const origin = superClass && origins.of(superClass);
    if (id && origin) bases[`.${id.name}`] = origin;
  }
  return bases;
}

/** @returns what classes promise to be by path: `.Class` */
export function namedContracts(file: SourceFile, origins: Origins): Record<string, Origin[]> {
  const contracts: Record<string, Origin[]> = {};
  for (const { id, implements: named } of file.nodes('ClassDeclaration')) {
    const found = named?.flatMap(({ expression }) => origins.ofContract(expression) ?? []);
    if (id && found && found.length > 0) contracts[`.${id.name}`] = found;
  }
  return contracts;
}

function fieldNames(owner: Node): Set<string> {
  const names = new Set<string>();
  if (!isClass(owner)) return names;
  for (const member of owner.body.body) {
    const key = keyName(member);
    const isValue =
      member.type === 'PropertyDefinition' ||
      (member.type === 'MethodDefinition' && member.kind === 'get');
    if (isValue && key !== null) names.add(key);
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      for (const name of assignedFields(member.value)) names.add(name);
  }
  return names;
}

function assignedFields(constructor: Node): string[] {
  if (!isFunction(constructor) || constructor.body?.type !== 'BlockStatement') return [];
  const names = constructor.body.body.flatMap((statement) => {
    if (statement.type !== 'ExpressionStatement') return [];
    const { expression } = statement;
    if (expression.type !== 'AssignmentExpression') return [];
    const name = memberName(expression.left);
    return name !== null ? [name] : [];
  });
  const properties = constructor.params.flatMap((parameter) =>
    parameter.type === 'TSParameterProperty' && parameter.parameter.type === 'Identifier'
      ? [parameter.parameter.name]
      : [],
  );
  return [...names, ...properties];
}
