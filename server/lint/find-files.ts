/** Finds the source files below folders: what git ignores, packages and what tools wrote are left out. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { fileRole } from '../analysis/file-role.ts';
import { isSourceName } from './source-names.ts';

export interface FoundFile {
  /** Absolute, with slashes. */
  readonly path: string;
  /** The folder that was asked for, or that holds the file that was: its role is told by its path below it. */
  readonly root: string;
  /** Given by name, so that it is linted whatever it is called. */
  readonly named: boolean;
}

const packages = new Set(['node_modules', 'bower_components', 'jspm_packages']);

/**
 * @param paths absolute, with slashes; folders are searched
 * @throws what `stat` throws when one of them does not exist
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) {
      found.set(path, { path, root: dirname(path), named: true });
      continue;
    }
    for (const file of await filesBelow(path, path, ignoredAround(path)))
      if (!found.has(file)) found.set(file, { path: file, root: path, named: false });
  }
  return [...found.values()];
}

/** The patterns of one `.gitignore`, for paths below its folder. */
interface IgnoreFile {
  readonly folder: string;
  readonly patterns: Ignore;
}

async function filesBelow(
  folder: string,
  root: string,
  outer: readonly IgnoreFile[],
): Promise<string[]> {
  // A folder that may not be read, or went away meanwhile, holds nothing for us.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = entries.some(({ name }) => name === '.gitignore') ? ignoreFile(folder) : null;
  const ignoring = own ? [...outer, own] : outer;
  const files: string[] = [];
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name.startsWith('.') || packages.has(entry.name)) continue;
      if (isIgnored(`${path}/`, ignoring)) continue;
      if (isGenerated(`${path}/x.js`, root)) continue;
      files.push(...(await filesBelow(path, root, ignoring)));
    } else if (entry.isFile() && isSourceName(entry.name)) {
      if (!isIgnored(path, ignoring) && !isGenerated(path, root)) files.push(path);
    }
  }
  return files;
}

const isGenerated = (path: string, root: string): boolean =>
  fileRole(relative(root, path).replaceAll('\\', '/'), false) === 'generated';

function isIgnored(path: string, files: readonly IgnoreFile[]): boolean {
  // The innermost file that speaks of a path decides.
  for (const { folder, patterns } of files.toReversed()) {
    const { ignored, unignored } = patterns.test(path.slice(folder.length + 1));
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** The ignore files of the folders around, up to the repository's; those that ignore all of `path` do not count. */
function ignoredAround(path: string): IgnoreFile[] {
  const files: IgnoreFile[] = [];
  let folder = path;
  while (!existsSync(`${folder}/.git`)) {
    const parent = dirname(folder).replaceAll('\\', '/');
    if (parent === folder) return [];
    folder = parent;
    const file = ignoreFile(folder);
    if (file && !isIgnored(`${path}/`, [file])) files.unshift(file);
  }
  return files;
}

function ignoreFile(folder: string): IgnoreFile | null {
  try {
    const text = readFileSync(`${folder}/.gitignore`, 'utf8');
    return { folder, patterns: ignore().add(text) };
  } catch {
    return null;
  }
}
