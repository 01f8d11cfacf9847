/** What a file exports, as a module or by CommonJS. */
import type { Node } from './ast.ts';
import { boundNames, keyName, stringValue } from './ast.ts';
import { importedOrigin, moduleName, type Origin } from './origin.ts';
import type { Origins } from './origins.ts';
import type { SourceFile } from './source-file.ts';

interface Exports {
  readonly exports: Readonly<Record<string, Origin>>;
  readonly reexports: readonly string[];
}

const local = (name: string): Origin => ({ module: '.', path: `.${name}` });

export function exportsOf(file: SourceFile, origins: Origins): Exports {
  const exports: Record<string, Origin> = {};
  const reexports: string[] = [];
  const nameOf = (node: Node): string =>
    node.type === 'Identifier' ? node.name : (stringValue(node) ?? '');

  for (const statement of file.program.body) {
    switch (statement.type) {
      case 'ExportNamedDeclaration': {
        for (const { local: from, exported } of statement.specifiers) {
          const name = nameOf(from);
          exports[nameOf(exported)] = statement.source
            ? importedOrigin(statement.source.value, name)
            : (origins.of(from) ?? local(name));
        }
        const { declaration } = statement;
        if (declaration?.type === 'VariableDeclaration') {
          for (const { id } of declaration.declarations)
            for (const { name } of boundNames(id)) exports[name] = local(name);
        } else if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier')
          exports[declaration.id.name] = local(declaration.id.name);
        break;
      }
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement;
        const name =
          'id' in declaration && declaration.id?.type === 'Identifier' ? declaration.id.name : null;
        exports['default'] = name ? local(name) : (origins.of(declaration) ?? local('default'));
        break;
      }
      case 'ExportAllDeclaration':
        if (statement.exported)
          exports[nameOf(statement.exported)] = {
            module: moduleName(statement.source.value),
            path: '',
          };
        else reexports.push(statement.source.value);
        break;
      case 'ExpressionStatement':
        if (statement.expression.type === 'AssignmentExpression')
          addCommonJs(statement.expression.left, statement.expression.right);
        break;
      default:
    }
  }
  return { exports, reexports };

  function addCommonJs(left: Node, right: Node): void {
    const target = file.textOf(left);
    const name = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
    if (name) exports[name] = origins.of(right) ?? local(name);
    if (target !== 'module.exports') return;
    if (right.type === 'ObjectExpression') {
      for (const property of right.properties) {
        const key = property.type === 'Property' ? keyName(property) : null;
        if (property.type !== 'Property' || key === null) continue;
        exports[key] = origins.of(property.value) ?? {
          module: '.',
          path: `.module.exports.${key}`,
        };
      }
    } else exports['default'] = origins.of(right) ?? local('module.exports');
  }
}
