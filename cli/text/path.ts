/** Paths of a target, shortened for people. */
import { posix } from 'node:path';
import { textWidth, truncateStart } from './width.ts';

/** Where the target runs and whose home is `~`; `null` when unknown. */
export interface PathContext {
  readonly cwd: string | null;
  readonly home: string | null;
}

/** How many folders up a relative path may go before an absolute one reads better. */
const maxUp = 2;

function fromUrl(file: string): string {
  if (!file.startsWith('file:///')) return file;
  const path = file.slice('file://'.length).replace(/^\/([A-Za-z]:)/, '$1');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function below(path: string, folder: string): string | null {
  const rest = path.startsWith(folder) ? path.slice(folder.length) : null;
  if (rest === null || folder.length < 2) return null;
  return /^[/\\]/.test(rest) ? rest.slice(1) : rest === '' ? '.' : null;
}

/** Relative to the cwd when it is near, else with `~` for the home folder, else as it is. */
export function displayPath(file: string, { cwd, home }: PathContext): string {
  const path = fromUrl(file);
  if (cwd) {
    const inside = below(path, cwd);
    if (inside !== null) return inside;
    if (path.startsWith('/') && cwd.startsWith('/')) {
      const relative = posix.relative(cwd, path);
      const up = relative.split('/').filter((part) => part === '..').length;
      const shared = cwd.split('/').length - 1 - up;
      if (up <= maxUp && shared > 0) return relative;
    }
  }
  return displayFolder(path, home);
}

export function displayFolder(path: string, home: string | null): string {
  const inside = home && below(path, home);
  if (inside === '.') return '~';
  return inside ? `~/${inside}` : path;
}

/** Drops folders from the middle: `src/…/bus/request.js:18:3`. The end is what tells most. */
export function truncatePath(path: string, columns: number): string {
  if (textWidth(path) <= columns) return path;
  const parts = path.split('/');
  const first = parts[0] ? `${parts[0]}/` : `/${parts[1] ?? ''}/`;
  for (const start of [first, '']) {
    for (let from = start ? 2 : 1; from < parts.length; from++) {
      const shorter = `${start}…/${parts.slice(from).join('/')}`;
      if (textWidth(shorter) <= columns) return shorter;
    }
  }
  return truncateStart(path, columns);
}
