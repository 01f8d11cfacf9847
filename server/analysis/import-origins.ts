/** Where what an import declares comes from. */
import type { Node } from './ast.ts';
import { stringValue } from './ast.ts';
import { importedOrigin, moduleName, type Origin } from './origin.ts';

/** @returns `null` for what is no part of an import */
export function originOfImport(definition: Node): Origin | null {
  switch (definition.type) {
    case 'ImportSpecifier': {
      const { imported } = definition;
      const exported = imported.type === 'Identifier' ? imported.name : imported.value;
      return importedOrigin(sourceOf(definition), exported);
    }
    case 'ImportDefaultSpecifier':
      return importedOrigin(sourceOf(definition), 'default');
    case 'ImportNamespaceSpecifier':
      return namespaceOf(sourceOf(definition));
    case 'TSImportEqualsDeclaration':
      return definition.moduleReference.type === 'TSExternalModuleReference'
        ? namespaceOf(stringValue(definition.moduleReference.expression) ?? '')
        : null;
    default:
      return null;
  }
}

/** `import * as x`, `require('x')`, `import('x')`. */
export const namespaceOf = (specifier: string): Origin => ({
  module: moduleName(specifier),
  path: '',
});

const sourceOf = (specifier: Node): string =>
  specifier.parent?.type === 'ImportDeclaration' ? specifier.parent.source.value : '';
