/** From the name of a source in a map to a path. Pure. */
import { isWindowsPath, resolveBeside, scriptPath } from './script-path.ts';

/**
 * `path`: the file is known. `virtual`: a bundler's invented scheme; `relative` is the part that is a path inside
 * the project, if any, and `readable` what to show when no such file is found.
 */
export type SourceName =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'virtual'; readonly readable: string; readonly relative: string | null };

/** `mapFile` is the file that holds the map: sources are relative to it. */
export function sourceName(source: string, mapFile: string): SourceName {
  const absolute = scriptPath(source);
  if (absolute !== null) return { kind: 'path', path: absolute };
  const url = /^([A-Za-z][\w+.-]*):\/\/([^/]*)(\/.*)?$/.exec(source);
  if (url === null) return { kind: 'path', path: resolveBeside(mapFile, decoded(source)) };
  const [, scheme = '', host = '', path = ''] = url;
  // webpack marks two modules of one name by a hash: `./src/app.vue?a1b2`.
  const inside = path.replace(/\?[^/]*$/, '').replace(/^\/+/, '');
  const readable = `${scheme}://${host}/${inside}`;
  // `webpack://shop/./src/a.ts` carries the package's name, Turbopack's `[project]` stands for the root.
  const relative = decoded(inside).replace(/^\[project\]\//, '');
  // `webpack/bootstrap`, `external "express"` and what comes from a web server are no files of the project.
  const isFile =
    !/^https?$/i.test(scheme) &&
    /\.\w+$/.test(relative) &&
    !/^(webpack|\(webpack\)|external)[/ ]/.test(relative);
  return { kind: 'virtual', readable, relative: isFile ? relative : null };
}

/** Folders in which the project of a bundle may be rooted: those above the bundle, nearest first. */
export function foldersAbove(file: string, most: number): string[] {
  const separator = isWindowsPath(file) ? '\\' : '/';
  const parts = file.split(separator).slice(0, -1);
  const folders: string[] = [];
  for (; parts.length > 1 && folders.length < most; parts.pop())
    folders.push(parts.join(separator));
  return folders;
}

/** The specification makes sources URLs, but not every tool encodes; a stray `%` is taken as it is. */
function decoded(source: string): string {
  try {
    const text = decodeURIComponent(source);
    return text.includes('\0') ? source : text;
  } catch {
    return source;
  }
}
