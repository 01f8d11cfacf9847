/** Tables of routes: objects whose keys say which requests their functions answer, whoever reads them. */
import type { Node } from './ast.ts';
import { keyName } from './ast.ts';
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
    return [{ kind: 'request', label: name, target, ...file.positionAt(property.start) }];
  });
}
