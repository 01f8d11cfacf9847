/** Type-checks texts in memory with TypeScript, to hold that a fix leaves code that compiles. */
import ts from 'typescript';

const options: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  strict: false,
  noImplicitAny: false,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.esnext.promise.d.ts'],
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  types: ['node'],
};

const anyModule = '/ambient.d.ts';
const libraries = new Map<string, ts.SourceFile | undefined>();

/** @param files by absolute path. Packages that are not installed are `any`. */
export function typeErrors(files: Readonly<Record<string, string>>): string[] {
  const packages = new Set(
    Object.values(files).flatMap((text) =>
      [...text.matchAll(/(?:from|require\(|import\()\s*['"]([^'".][^'"]*)['"]/g)].map(
        (match) => match[1] as string,
      ),
    ),
  );
  const declared = [...packages]
    .filter((name) => !name.startsWith('node:'))
    .map((name) => `declare module '${name}';`)
    .join('\n');
  const all: Record<string, string> = { ...files, [anyModule]: declared };
  const host = ts.createCompilerHost(options);
  const readLibrary = host.getSourceFile.bind(host);
  host.getCurrentDirectory = () => process.cwd();
  host.fileExists = (path) => path in all || ts.sys.fileExists(path);
  host.readFile = (path) => all[path] ?? ts.sys.readFile(path);
  host.getSourceFile = (path, version) => {
    const text = all[path];
    if (text !== undefined) return ts.createSourceFile(path, text, version);
    if (!libraries.has(path)) libraries.set(path, readLibrary(path, version));
    return libraries.get(path);
  };
  const program = ts.createProgram({ rootNames: Object.keys(all), options, host });
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file && file.fileName in files)
    .map(({ file, start = 0, messageText }) => {
      const { line } = (file as ts.SourceFile).getLineAndCharacterOfPosition(start);
      return `${file?.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}
