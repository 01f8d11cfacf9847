/** Takes another export instead of one: the old name goes when nothing else uses it. */
import type { Node, Of } from '../analysis/ast.ts';
import { stringValue } from '../analysis/ast.ts';
import { moduleName } from '../analysis/origin.ts';
import type { SourceFile } from '../analysis/source-file.ts';
import { definitionOf } from '../analysis/variables.ts';
import type { FixBuilder } from './fix-builder.ts';
import { freeName, nameFor, quoteOf } from './imports.ts';

/**
 * @param reference the only thing that the fix takes away: an identifier that names an import
 * @returns what the export is called in the file
 */
export function swapImport(
  fix: FixBuilder,
  source: SourceFile,
  reference: Node,
  module: string,
  name: string,
): string {
  const old = onlyUse(source, reference);
  if (!old) return fix.use(module, name);
  const { list, entry, specifier } = old;
  const existing = nameFor(source, module, name);
  const isSame = moduleName(stringValue(specifier) ?? '') === moduleName(module);
  if (!existing && (isSame || list.length === 1)) {
    const local = freeName(source, name);
    const between = entry.type === 'ImportSpecifier' ? ' as ' : ': ';
    fix.replace(entry, local === name ? name : `${name}${between}${local}`);
    const quote = quoteOf(source);
    if (!isSame) fix.replace(specifier, `${quote}${module}${quote}`);
    return local;
  }
  if (list.length === 1) {
    const { start, end } = old.statement;
    fix.remove({ start, end: source.text[end] === '\n' ? end + 1 : end });
  } else {
    const index = list.indexOf(entry);
    const next = list[index + 1];
    const before = list[index - 1];
    if (next) fix.remove({ start: entry.start, end: next.start });
    else if (before) fix.remove({ start: before.end, end: entry.end });
  }
  return fix.use(module, name);
}

interface OnlyUse {
  readonly statement: Node;
  readonly list: readonly Node[];
  readonly entry: Node;
  /** The literal that names the module. */
  readonly specifier: Node;
}

function onlyUse(source: SourceFile, reference: Node): OnlyUse | null {
  const variable = reference.type === 'Identifier' ? source.variableOf(reference) : null;
  const definition = variable && definitionOf(variable);
  if (!variable || !definition) return null;
  const reads = variable.references.filter((one) => one.isRead);
  if (reads.length !== 1) return null;
  if (definition.type === 'ImportSpecifier') {
    const statement = definition.parent as Of<'ImportDeclaration'>;
    if (statement.specifiers.some(({ type }) => type !== 'ImportSpecifier')) return null;
    return {
      statement,
      list: statement.specifiers,
      entry: definition,
      specifier: statement.source,
    };
  }
  if (definition.type !== 'VariableDeclarator' || definition.id.type !== 'ObjectPattern')
    return null;
  const { init } = definition;
  const specifier = init?.type === 'CallExpression' ? init.arguments[0] : null;
  const statement = definition.parent;
  if (!specifier || stringValue(specifier) === null || !statement) return null;
  if (init?.type !== 'CallExpression' || source.textOf(init.callee) !== 'require') return null;
  if (statement.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return null;
  const identifier = variable.identifiers[0];
  const entry = definition.id.properties.find(
    (one) => one.type === 'Property' && one.value === identifier,
  );
  return entry ? { statement, list: definition.id.properties, entry, specifier } : null;
}
