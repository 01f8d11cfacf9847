/** The text of a worker's file. */
import type { Node } from '../../analysis/ast.ts';
import type { SourceFile } from '../../analysis/source-file.ts';
import { endOfStatement, quoteOf } from '../imports.ts';
import type { MovedCode, MovedImport } from './moved-code.ts';
import type { WorkerPlace } from './worker-place.ts';

export interface MovedFunction {
  readonly name: string;
  /** The statement of the top level that it is part of. */
  readonly statement: Node;
  /** Its code, where that is not the statement itself. */
  readonly text?: string;
}

export function workerText(
  source: SourceFile,
  moved: MovedFunction,
  code: MovedCode,
  place: WorkerPlace,
  isTyped: boolean,
): string {
  const end = endOfStatement(source);
  const quote = quoteOf(source);
  const quoted = (module: string): string => `${quote}${module}${quote}`;
  const isRequired = place.isCommonJs && !isTyped;
  const imports = groups(code.imports).map((group) => importLine(group, quoted, isRequired) + end);
  if (code.types.length > 0) {
    const names = code.types.map(({ id }) => id.name).join(', ');
    imports.push(`import type { ${names} } from ${quoted(place.importBack)}${end}`);
  }
  const { name, statement: own, text } = moved;
  const parts = [...code.statements, own]
    .sort((a, b) => a.start - b.start)
    .map((statement) =>
      statement === own && text !== undefined ? text : withoutExport(source, statement),
    );
  const parameters = `Parameters<typeof ${name}>`;
  const given = isTyped ? `(args: ${parameters})` : '(args)';
  const entry = `${isRequired ? 'module.exports =' : 'export default'} ${given} => ${name}(...args)${end}`;
  const comment = isTyped ? '' : `/** @param {${parameters}} args */\n`;
  return [
    '/** Runs on a worker thread: it shares nothing with the rest of the program. */',
    ...(imports.length > 0 ? [`${imports.join('\n')}\n`] : ['']),
    ...parts.map((part) => `${part}\n`),
    `${comment}${entry}\n`,
  ].join('\n');
}

/** With the comment before it. */
function withoutExport(source: SourceFile, statement: Node): string {
  const declared =
    statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
      ? (statement.declaration ?? statement)
      : statement;
  return (
    source.text.slice(commentStart(source, statement), statement.start) + source.textOf(declared)
  );
}

/** Where the comments begin that stand right before a statement, without an empty line between. */
export function commentStart(source: SourceFile, statement: Node): number {
  let { start } = statement;
  for (;;) {
    const before = source.comments.findLast(({ end }) => end <= start);
    if (!before || !/^[ \t]*\r?\n[ \t]*$/.test(source.text.slice(before.end, start))) return start;
    const line = source.text.lastIndexOf('\n', before.start - 1) + 1;
    // A comment at the end of a line belongs to that line; one at the top, to the file.
    if (
      source.text.slice(line, before.start).trim() !== '' ||
      source.text.startsWith('#!', before.start)
    )
      return start;
    start = before.start;
  }
}

const groups = (imports: readonly MovedImport[]): MovedImport[][] => {
  const byModule = new Map<string, MovedImport[]>();
  for (const one of imports) {
    const key = `${one.module} ${one.isType} ${/^[*d]/.test(one.imported) ? one.local : ''}`;
    byModule.set(key, [...(byModule.get(key) ?? []), one]);
  }
  return [...byModule.values()];
};

function importLine(
  group: readonly MovedImport[],
  quoted: (module: string) => string,
  isRequired: boolean,
): string {
  const [first] = group as [MovedImport];
  const from = quoted(first.module);
  const isWhole = first.imported === 'default' || first.imported === '*';
  const names = group
    .map(({ imported, local }) =>
      imported === local ? local : `${imported}${isRequired ? ': ' : ' as '}${local}`,
    )
    .join(', ');
  if (isRequired) return `const ${isWhole ? first.local : `{ ${names} }`} = require(${from})`;
  const type = first.isType ? 'type ' : '';
  const what = isWhole ? `${first.imported === '*' ? '* as ' : ''}${first.local}` : `{ ${names} }`;
  return `import ${type}${what} from ${from}`;
}
