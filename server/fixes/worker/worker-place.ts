/** Where a worker's file is, and how others name it: by the kind of modules that the file at hand is. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Project } from '../../analysis/project.ts';
import type { SourceFile } from '../../analysis/source-file.ts';
import { quoteOf, usesRequire } from '../imports.ts';

export interface WorkerPlace {
  /** Absolute. */
  readonly file: string;
  readonly isCommonJs: boolean;
  /** Specifier by which the file at hand imports the worker's types. */
  readonly import: string;
  /** Specifier by which the worker imports the types of the file at hand. */
  readonly importBack: string;
  /** What piscina is told, as an expression. */
  readonly filename: string;
}

export function workerPlace(project: Project, source: SourceFile, name: string): WorkerPlace {
  const folder = dirname(source.path);
  const extension = extname(source.path).replace(/x$/, '');
  const stem = kebab(name);
  const fileFor = (count: number): string =>
    join(folder, `${stem}${count > 1 ? count : ''}.worker${extension}`).replaceAll('\\', '/');
  let count = 1;
  while (project.textOf(fileFor(count)) !== null || existsSync(fileFor(count))) count++;
  const file = fileFor(count);
  const named = extensionInImports(project, source);
  const compiled = extension.replace('ts', 'js');
  const inImport = (path: string, own: string): string =>
    `./${basename(path, extname(path))}${named === 'none' ? '' : named === 'source' ? own : own.replace(/tsx?$/, 'js')}`;
  const isCommonJs = isCommonJsFile(source, named);
  const atRun = `./${basename(file, extension)}${named === 'source' ? extension : compiled}`;
  const quote = quoteOf(source);
  return {
    file,
    isCommonJs,
    import: inImport(file, extension),
    importBack: inImport(source.path, extname(source.path)),
    filename: isCommonJs
      ? `require.resolve(${quote}${atRun}${quote})`
      : `new URL(${quote}${atRun}${quote}, import.meta.url).href`,
  };
}

const kebab = (name: string): string =>
  name
    .replaceAll(/[^\w]|_/g, '-')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/^-+|-+$/g, '') || 'task';

/** `./store.ts` names the source, as where Node strips the types; `./store.js` what is made of it. */
function extensionInImports(project: Project, source: SourceFile): 'source' | 'compiled' | 'none' {
  const others = project.paths.filter((path) => extname(path) === extname(source.path));
  for (const path of [source.path, ...others]) {
    const relative = project.summaryOf(path)?.imports.find((one) => /^\.{1,2}\//.test(one));
    if (relative === undefined) continue;
    if (/\.[cm]?tsx?$/.test(relative)) return 'source';
    return /\.[cm]?jsx?$/.test(relative) ? 'compiled' : 'none';
  }
  return 'compiled';
}

function isCommonJsFile(source: SourceFile, named: 'source' | 'compiled' | 'none'): boolean {
  if (usesRequire(source)) return true;
  // Only TypeScript writes `import` where a module is CommonJS when it runs.
  if (!/\.tsx?$/.test(source.path) || named === 'source') return false;
  return packageType(dirname(source.path)) === 'commonjs';
}

function packageType(folder: string): 'module' | 'commonjs' | null {
  const path = join(folder, 'package.json');
  if (existsSync(path))
    try {
      const { type } = JSON.parse(readFileSync(path, 'utf8')) as { type?: string };
      return type === 'module' ? 'module' : 'commonjs';
    } catch {
      return null;
    }
  const parent = dirname(folder);
  return parent === folder ? null : packageType(parent);
}
