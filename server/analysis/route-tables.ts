/** Tables of routes and resolvers: objects whose keys say which requests their functions answer, whoever reads them. */
import type { Node } from './ast.ts';
import { isFunction, keyName } from './ast.ts';
import type { SourceFile } from './source-file.ts';
import type { FunctionRef, RootSummary } from './summary.ts';

/** `'GET /orders/:id'`: nothing but a route is called so. */
const route = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \//;

export function tableRoots(
  file: SourceFile,
  reference: (node: Node) => FunctionRef | null,
): RootSummary[] {
  return file.nodes('Property').flatMap((property): RootSummary[] => {
    const name = keyName(property);
    if (name === null || !route.test(name)) return [];
    const target = reference(property.value);
    if (!target) return [];
    const place = file.positionAt(property.start);
    return [{ kind: 'request', label: name, target, ...place, from: 0 }];
  });
}

const operations = /^(?:Query|Mutation)$/;

/** `{ Query: { user: () => ... }, User: { posts: () => ... } }`: the resolvers of a GraphQL schema, by type and field. */
export function resolverRoots(
  file: SourceFile,
  reference: (node: Node) => FunctionRef | null,
): RootSummary[] {
  return file.nodes('ObjectExpression').flatMap(({ properties }): RootSummary[] => {
    const types = properties.flatMap((property) => {
      const name = property.type === 'Property' ? keyName(property) : null;
      return name !== null && property.type === 'Property' && /^[A-Z]/.test(name)
        ? [{ name, fields: fieldsOf(property.value) }]
        : [];
    });
    const isSchema = types.some(
      ({ name, fields }) => operations.test(name) && fields.some(({ value }) => isFunction(value)),
    );
    if (!isSchema) return [];
    return types.flatMap(({ name, fields }) =>
      fields.flatMap((field): RootSummary[] => {
        const target = reference(field.value);
        const label = `${name}.${field.name}`;
        return target
          ? [{ kind: 'request', label, target, ...file.positionAt(field.value.start), from: 0 }]
          : [];
      }),
    );
  });
}

const fieldsOf = (node: Node): { readonly name: string; readonly value: Node }[] =>
  node.type !== 'ObjectExpression'
    ? []
    : node.properties.flatMap((property) => {
        const name = property.type === 'Property' ? keyName(property) : null;
        return name !== null && property.type === 'Property'
          ? [{ name, value: property.value }]
          : [];
      });
