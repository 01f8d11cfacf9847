/** The file behind a script's name as V8 reports it: a path, or a `file:` URL for ES modules. Pure. */

/** Longer names than any file system accepts are not worth a system call. */
const longestPath = 4096;

/**
 * The absolute path in the target's own notation, or `null` when the name is not that of a file: `node:` modules,
 * `data:` and `http:` URLs, `eval` and `vm` scripts with invented or relative names.
 *
 * `node:url` would decide by the platform of the client; the target may run on another one (container, SSH), and so
 * the notation is told by the name itself. ES modules carry their query (`?v=1`) in the name, files do not.
 */
export function scriptPath(name: string): string | null {
  if (name.length > longestPath || name.includes('\0')) return null;
  if (/^file:/i.test(name)) return fromFileUrl(name);
  if (name.startsWith('/')) return name;
  if (/^[A-Za-z]:[\\/]/.test(name) || name.startsWith('\\\\')) return name.replaceAll('/', '\\');
  return null;
}

/** True when the path is in Windows notation. */
export function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\');
}

/**
 * True for a path to another machine. Opening one makes Windows log in there with the user's password hash, so a
 * target could send it wherever it likes: such a path is read only when the user's own path mapping leads to it.
 */
export function isNetworkPath(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

/** The folder of a path in its own notation, and a path relative to it. */
export function resolveBeside(file: string, relative: string): string {
  const windows = isWindowsPath(file);
  const parts = file.split(windows ? /[\\/]/ : '/').slice(0, -1);
  // `\\server\share` or `C:` is the root that `..` cannot leave; in POSIX it is the empty part before the first `/`.
  const root = file.startsWith('\\\\') ? 4 : 1;
  for (const part of relative.split(windows ? /[\\/]/ : '/')) {
    if (part === '..') parts.length = Math.max(root, parts.length - 1);
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join(windows ? '\\' : '/');
}

function fromFileUrl(name: string): string | null {
  try {
    const url = new URL(name);
    // An encoded separator names no file: Node refuses to load it as well.
    if (/%2f|%5c/i.test(url.pathname)) return null;
    const path = decodeURIComponent(url.pathname);
    if (path.includes('\0')) return null;
    if (url.hostname !== '') return `\\\\${url.hostname}${path.replaceAll('/', '\\')}`;
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1).replaceAll('/', '\\') : path;
  } catch {
    return null;
  }
}
