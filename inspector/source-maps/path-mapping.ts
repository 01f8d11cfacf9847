/** Paths of a target in a container or on another machine, as they are called here. Pure. */
import { isWindowsPath } from './script-path.ts';

/** A folder of the target and the folder here that holds the same files. */
export interface PathMapping {
  readonly remote: string;
  readonly local: string;
}

/** The local name of a target's path by the longest matching folder; `null` when no mapping applies. */
export function mappedPath(path: string, mappings: readonly PathMapping[]): string | null {
  const wanted = slashes(path);
  let best: { length: number; local: string } | null = null;
  for (const { remote, local } of mappings) {
    const prefix = slashes(remote).replace(/\/+$/, '');
    if (!startsWithFolder(wanted, prefix)) continue;
    if (best === null || prefix.length > best.length) best = { length: prefix.length, local };
  }
  if (best === null) return null;
  const joined = best.local.replace(/[\\/]+$/, '') + wanted.slice(best.length);
  return isWindowsPath(best.local) ? joined.replaceAll('/', '\\') : joined;
}

/** Whole folder names only: `/app` is no prefix of `/application`. Windows does not tell `C:` from `c:`. */
function startsWithFolder(path: string, folder: string): boolean {
  const same = /^[A-Za-z]:/.test(folder)
    ? path.slice(0, folder.length).toLowerCase() === folder.toLowerCase()
    : path.startsWith(folder);
  return same && (path.length === folder.length || path[folder.length] === '/');
}

/** A backslash separates only in Windows notation; in POSIX it is a letter of a name. */
function slashes(path: string): string {
  return isWindowsPath(path) ? path.replaceAll('\\', '/') : path;
}
