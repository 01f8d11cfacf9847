/** Which type errors an edit makes, by a compiler that is handed in: that of the workspace. */
import { dirname } from 'node:path';
import type typescript from 'typescript';

type Compiler = typeof typescript;

/** Texts by absolute path, with slashes. */
type Texts = Readonly<Record<string, string>>;

export interface TypeQuestion {
  /** Texts of the edited files as they are. */
  readonly before: Texts;
  /** The same after the edit, with the files that it makes. */
  readonly after: Texts;
  /** Files that are not edited, and import those that are. */
  readonly importers: readonly string[];
}

export type TypeAnswer =
  | { readonly kind: 'checked'; readonly errors: readonly string[] }
  | { readonly kind: 'unchecked'; readonly reason: string };

export function newTypeErrors(
  ts: Compiler,
  { before, after, importers }: TypeQuestion,
): TypeAnswer {
  if (typeof ts.createProgram !== 'function')
    return { kind: 'unchecked', reason: `TypeScript ${ts.version} cannot be asked` };
  const [first = ''] = Object.keys(before);
  const options = optionsFor(ts, first);
  const isChecked = (path: string): boolean =>
    /\.[cm]?tsx?$/.test(path) || options.compilerOptions.checkJs === true;
  const paths = [...Object.keys(after), ...importers].filter(isChecked);
  if (paths.length === 0) return { kind: 'unchecked', reason: 'no file of it has types' };
  const roots = [...paths, ...options.declarations];
  const old = programFor(
    ts,
    roots.filter((path) => path in before || !(path in after)),
    before,
    options.compilerOptions,
  );
  const known = new Map<string, number>();
  for (const { key } of errorsOf(ts, old, paths)) known.set(key, (known.get(key) ?? 0) + 1);
  const changed = programFor(ts, roots, after, options.compilerOptions, old);
  const errors = errorsOf(ts, changed, paths).flatMap(({ key, text }) => {
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left > 0 ? [] : [text];
  });
  return { kind: 'checked', errors };
}

interface Options {
  readonly compilerOptions: typescript.CompilerOptions;
  /** Files that declare what all others may use. */
  readonly declarations: readonly string[];
}

function optionsFor(ts: Compiler, path: string): Options {
  const config = ts.findConfigFile(dirname(path), (file) => ts.sys.fileExists(file));
  if (config === undefined)
    return { compilerOptions: { noEmit: true, skipLibCheck: true }, declarations: [] };
  const { config: json } = ts.readConfigFile(config, (file) => ts.sys.readFile(file)) as {
    config: unknown;
  };
  const parsed = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config));
  return {
    compilerOptions: { ...parsed.options, noEmit: true, skipLibCheck: true },
    declarations: parsed.fileNames.filter((file) => /\.d\.[cm]?ts$/.test(file)),
  };
}

function programFor(
  ts: Compiler,
  roots: readonly string[],
  texts: Texts,
  options: typescript.CompilerOptions,
  old?: typescript.Program,
): typescript.Program {
  const host = ts.createCompilerHost(options, true);
  const read = host.readFile.bind(host);
  const exists = host.fileExists.bind(host);
  const sourceFile = host.getSourceFile.bind(host);
  host.readFile = (path) => texts[path] ?? read(path);
  host.fileExists = (path) => path in texts || exists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts[path];
    if (text !== undefined) return ts.createSourceFile(path, text, version, true);
    // What the edit leaves alone is the same in both programs.
    return old?.getSourceFile(path) ?? sourceFile(path, version, ...rest);
  };
  return ts.createProgram({
    rootNames: [...new Set(roots)],
    options,
    host,
    ...(old ? { oldProgram: old } : {}),
  });
}

/** `key` says nothing of the place, which edits move. */
function errorsOf(
  ts: Compiler,
  program: typescript.Program,
  paths: readonly string[],
): { key: string; text: string }[] {
  return paths.flatMap((path) => {
    const file = program.getSourceFile(path);
    if (!file) return [];
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return (
      found
        .filter(({ category }) => category === ts.DiagnosticCategory.Error)
        .map(({ start = 0, messageText, code }) => {
          const message = ts.flattenDiagnosticMessageText(messageText, ' ');
          const { line } = file.getLineAndCharacterOfPosition(start);
          return { key: `${path} ${code} ${message}`, text: `${path}:${line + 1}: ${message}` };
        })
        // Nobody has installed it before the fix brings it.
        .filter(({ text }) => !/Cannot find module 'piscina'/.test(text))
    );
  });
}
