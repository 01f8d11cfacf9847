/** Which modules a file names, in whatever way: they are what must be read to understand it. */
import type { Node } from './ast.ts';
import { stringValue } from './ast.ts';
import type { SourceFile } from './source-file.ts';

export function importedModules(file: SourceFile): string[] {
  const found = new Set<string>();
  const add = (source: Node | null | undefined): void => {
    const name = stringValue(source);
    if (name) found.add(name);
  };
  for (const { source } of file.nodes('ImportDeclaration')) add(source);
  for (const { source } of file.nodes('ExportNamedDeclaration')) add(source);
  for (const { source } of file.nodes('ExportAllDeclaration')) add(source);
  for (const { source } of file.nodes('ImportExpression')) add(source);
  for (const { moduleReference } of file.nodes('TSImportEqualsDeclaration'))
    if (moduleReference.type === 'TSExternalModuleReference') add(moduleReference.expression);
  for (const { callee, arguments: given } of file.nodes('CallExpression'))
    if (callee.type === 'Identifier' && callee.name === 'require') add(given[0]);
  return [...found];
}
