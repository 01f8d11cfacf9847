/** Adds what a fix needs to the imports of a file, in the way that the file imports. */
import type { TextEdit } from '../../protocol/lint.ts';
import type { Node } from '../analysis/ast.ts';
import { keyName, stringValue } from '../analysis/ast.ts';
import { moduleName } from '../analysis/origin.ts';
import type { SourceFile } from '../analysis/source-file.ts';

/** The name by which a file has an export of a module already; `null` when it has not. */
export function nameFor(source: SourceFile, module: string, name: string): string | null {
  for (const statement of source.program.body) {
    if (statement.type === 'ImportDeclaration' && isSame(statement.source.value, module)) {
      if (statement.importKind === 'type') continue;
      for (const specifier of statement.specifiers) {
        if (specifier.type === 'ImportNamespaceSpecifier')
          return name === 'default' ? specifier.local.name : `${specifier.local.name}.${name}`;
        if (specifier.type === 'ImportDefaultSpecifier') {
          if (name === 'default') return specifier.local.name;
          // Node's own modules have their exports on the default one, too.
          if (module.startsWith('node:')) return `${specifier.local.name}.${name}`;
        }
        if (
          specifier.type === 'ImportSpecifier' &&
          specifier.importKind !== 'type' &&
          specifier.imported.type === 'Identifier' &&
          specifier.imported.name === name
        )
          return specifier.local.name;
      }
    }
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations) {
      if (!isRequireOf(init, module)) continue;
      if (id.type === 'Identifier') return name === 'default' ? id.name : `${id.name}.${name}`;
      if (id.type !== 'ObjectPattern') continue;
      for (const property of id.properties)
        if (
          property.type === 'Property' &&
          keyName(property) === name &&
          property.value.type === 'Identifier'
        )
          return property.value.name;
    }
  }
  return null;
}

/** @returns the edit that adds an import, and the name that it gives */
export function importEdit(
  source: SourceFile,
  module: string,
  name: string,
  preferred: string,
): { local: string; edit: TextEdit } {
  const local = freeName(source, preferred);
  const renamed = local === name ? name : null;
  const existing = source.program.body.find(
    (one) =>
      one.type === 'ImportDeclaration' &&
      one.importKind !== 'type' &&
      isSame(one.source.value, module) &&
      one.specifiers.length > 0 &&
      one.specifiers.every(({ type }) => type === 'ImportSpecifier'),
  );
  if (existing?.type === 'ImportDeclaration' && name !== 'default') {
    const last = existing.specifiers.at(-1) as Node;
    return {
      local,
      edit: insertion(source, last.end, `, ${renamed ?? `${name} as ${local}`}`),
    };
  }
  const isCommonJs = usesRequire(source);
  const quote = quoteOf(source);
  const end = endOfStatement(source);
  const from = `${quote}${module}${quote}`;
  const text = isCommonJs
    ? `const ${name === 'default' ? local : `{ ${renamed ?? `${name}: ${local}`} }`} = require(${from})${end}`
    : `import ${name === 'default' ? local : `{ ${renamed ?? `${name} as ${local}`} }`} from ${from}${end}`;
  const { at, before, after } = importPlace(source, isCommonJs);
  return { local, edit: insertion(source, at, `${before}${text}${after}`) };
}

const insertion = (source: SourceFile, at: number, text: string): TextEdit => ({
  file: source.path,
  start: at,
  end: at,
  text,
});

const isSame = (a: string, b: string): boolean => moduleName(a) === moduleName(b);

function isRequireOf(init: Node | null, module: string): boolean {
  if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier') return false;
  const specifier = init.callee.name === 'require' ? stringValue(init.arguments[0]) : null;
  return specifier !== null && isSame(specifier, module);
}

export const usesRequire = (source: SourceFile): boolean =>
  /\.c[jt]s$/.test(source.path) ||
  (!source.program.body.some(
    ({ type }) => type === 'ImportDeclaration' || type.startsWith('Export'),
  ) &&
    !source.path.endsWith('.mjs') &&
    /\b(?:require\(|module\.exports|exports\.)/.test(source.text));

export const quoteOf = (source: SourceFile): string => {
  const first = /(?:from|require\()\s*(['"])/.exec(source.text)?.[1];
  return first ?? (source.text.includes("'") ? "'" : '"');
};

/** A semicolon, or nothing where the file has none. */
export const endOfStatement = ({ text }: SourceFile): string =>
  /;\s*$/m.test(text) || !/\n/.test(text.trim()) ? ';' : '';

/** After the last import, else after a `'use strict'` or a `#!` line. */
function importPlace(
  source: SourceFile,
  isCommonJs: boolean,
): { at: number; before: string; after: string } {
  const imports = source.program.body.filter((one) =>
    isCommonJs
      ? one.type === 'VariableDeclaration' &&
        one.declarations.some(
          ({ init }) =>
            init?.type === 'CallExpression' && source.textOf(init).startsWith('require('),
        )
      : one.type === 'ImportDeclaration',
  );
  const last = imports.at(-1);
  if (last) return { at: last.end, before: '\n', after: '' };
  const directive = source.program.body.find((one) => 'directive' in one && Boolean(one.directive));
  if (directive) return { at: directive.end, before: '\n', after: '' };
  const shebang = /^#!.*\n/.exec(source.text)?.[0].length ?? 0;
  return { at: shebang, before: '', after: '\n' };
}

/** A name that nothing in the file has. */
export function freeName(source: SourceFile, preferred: string): string {
  let name = preferred;
  for (
    let count = 2;
    source.nodes('Identifier').some((one) => one.name === name && source.variableOf(one));
    count++
  )
    name = `${preferred}${count}`;
  return name;
}
