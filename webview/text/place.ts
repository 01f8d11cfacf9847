/** Where a frame is, as people and editors write it. */
import type { Location } from '../../protocol/location.ts';

/** `/srv/app/orders.js:18:24`: what a terminal and an editor understand. */
export function positionText({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** `src/orders.js:18`, relative to where the target runs, or the file's name when it is elsewhere. */
export function shortPlace({ file, line }: Location, cwd: string | null): string {
  if (file === '') return '';
  return `${shortFile(file, cwd)}:${line}`;
}

export function shortFile(file: string, cwd: string | null): string {
  if (file.startsWith('node:')) return file;
  const path = file.replace(/^file:\/\//, '');
  if (cwd && cwd.length > 1 && path.startsWith(cwd) && /^[/\\]/.test(path.slice(cwd.length))) {
    return path.slice(cwd.length + 1);
  }
  const parts = path.split(/[/\\]/);
  const packages = parts.lastIndexOf('node_modules');
  return packages >= 0 ? parts.slice(packages + 1).join('/') : parts.slice(-2).join('/');
}

/** A link that VS Code opens; `null` for what is no file of a disk. */
export function vscodeLink({ file, line, column }: Location): string | null {
  const path = file.replace(/^file:\/\//, '').replaceAll('\\', '/');
  if (!/^(\/|[A-Za-z]:\/)/.test(path)) return null;
  const encoded = path.split('/').map(encodeURIComponent).join('/').replace(/%3A/i, ':');
  return `vscode://file${encoded.startsWith('/') ? '' : '/'}${encoded}:${line}:${column}`;
}
