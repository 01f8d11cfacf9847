/** Takes away what only the code needed that moved to another file, and exports the types that it needs there. */
import type { Extent, Node, Of } from '../../analysis/ast.ts';
import { isInside } from '../../analysis/ast.ts';
import type { SourceFile, Variable } from '../../analysis/source-file.ts';
import type { FixBuilder } from '../fix-builder.ts';
import type { MovedCode } from './moved-code.ts';
import { commentStart } from './worker-text.ts';

/**
 * @param leaving the code that moves
 * @returns where the imports end afterwards, and whether there is nothing before
 */
export function removeMoved(
  fix: FixBuilder,
  source: SourceFile,
  leaving: Extent,
  code: MovedCode,
): { at: number; isFirst: boolean } {
  const gone = unused(source, leaving, code);
  for (const statement of gone.statements) {
    const start = commentStart(source, statement);
    fix.remove({ start, end: afterEmptyLine(source.text, statement.end) });
  }
  const { body } = source.program;
  for (const statement of body) removeNames(fix, source, statement, gone.imports);
  const imports = body.filter((one) => isImport(source, one));
  const directive = body.findLast((one) => 'directive' in one && Boolean(one.directive));
  const last = imports.at(-1) ?? directive;
  const shebang = /^#!.*\n/.exec(source.text)?.[0].length ?? 0;
  return { at: last ? afterLine(source.text, last.end) : shebang, isFirst: !last };
}

/** Comes after the pool: both may be put before the first statement. */
export function exportTypes(fix: FixBuilder, source: SourceFile, code: MovedCode): void {
  for (const { id, parent } of code.types)
    if (parent?.type === 'Program' && !isReexported(source, id.name))
      fix.insertBefore(
        { start: parent.body.find((one) => isInside(id, one))?.start ?? 0 },
        'export ',
      );
}

interface Unused {
  readonly statements: readonly Node[];
  readonly imports: ReadonlySet<Variable>;
}

/** What is named by nothing but the code that goes. */
function unused(source: SourceFile, leaving: Extent, code: MovedCode): Unused {
  const going = new Map(
    [...code.variables].filter(([statement]) => !statement.type.startsWith('Export')),
  );
  const goes = (node: Node): boolean =>
    isInside(node, leaving) || [...going.keys()].some((statement) => isInside(node, statement));
  const isNamedElsewhere = (variable: Variable): boolean =>
    isReexported(source, variable.name) ||
    variable.references.some(({ identifier }) => !goes(identifier));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [statement, variable] of going)
      if (isNamedElsewhere(variable)) {
        going.delete(statement);
        changed = true;
      }
  }
  const imports = code.imports
    .map(({ variable }) => variable)
    .filter((one) => !isNamedElsewhere(one));
  return { statements: [...going.keys()], imports: new Set(imports) };
}

/** `export { helper }`, `module.exports = { helper }`: the second is a reference. */
const isReexported = (source: SourceFile, name: string): boolean =>
  source
    .nodes('ExportSpecifier')
    .some(({ local }) => local.type === 'Identifier' && local.name === name);

const isImport = (source: SourceFile, statement: Node): boolean =>
  statement.type === 'ImportDeclaration' ||
  (statement.type === 'VariableDeclaration' &&
    statement.declarations.some(
      ({ init }) => init?.type === 'CallExpression' && source.textOf(init).startsWith('require('),
    ));

/** Takes names out of an import, or all of it. */
function removeNames(
  fix: FixBuilder,
  source: SourceFile,
  statement: Node,
  names: ReadonlySet<Variable>,
): void {
  const list = namesIn(source, statement);
  const left = list.filter(({ name }) => {
    const variable = source.variableOf(name);
    return !variable || !names.has(variable);
  });
  if (left.length === list.length) return;
  if (left.length === 0)
    fix.remove({ start: statement.start, end: afterLine(source.text, statement.end) });
  else
    for (const [index, { entry }] of list.entries()) {
      if (left.some((one) => one.entry === entry)) continue;
      const next = list[index + 1]?.entry;
      const before = list[index - 1]?.entry;
      if (next) fix.remove({ start: entry.start, end: next.start });
      else if (before) fix.remove({ start: before.end, end: entry.end });
    }
}

function namesIn(source: SourceFile, statement: Node): { entry: Node; name: Node }[] {
  if (statement.type === 'ImportDeclaration')
    return statement.specifiers.map((entry) => ({ entry, name: entry.local }));
  if (!isImport(source, statement) || statement.type !== 'VariableDeclaration') return [];
  const [declarator] = statement.declarations as [Of<'VariableDeclarator'>];
  if (declarator.id.type === 'Identifier') return [{ entry: declarator, name: declarator.id }];
  return declarator.id.type === 'ObjectPattern'
    ? declarator.id.properties.flatMap((entry) =>
        entry.type === 'Property' ? [{ entry, name: entry.value }] : [],
      )
    : [];
}

const afterLine = (text: string, end: number): number => {
  const line = text.indexOf('\n', end);
  return line < 0 ? text.length : line + 1;
};

const afterEmptyLine = (text: string, end: number): number => {
  const line = afterLine(text, end);
  return text[line] === '\n' ? line + 1 : line;
};
