/** Parsers for `lsof -F pfn`, which prints one field a line, named by its first letter. Pure. */
import type { ListeningSocket } from './system-process.ts';

export interface LsofFile {
  readonly pid: number;
  readonly name: string;
}

export function parseLsof(text: string): LsofFile[] {
  const files: LsofFile[] = [];
  let pid = 0;
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) pid = Number(value);
    else if (line.startsWith('n')) files.push({ pid, name: value });
  }
  return files;
}

/** Names such as `127.0.0.1:9229`, `[::1]:9229` and `*:3000`. */
export function socketsFromLsof(
  files: readonly LsofFile[],
): { readonly pid: number; readonly socket: ListeningSocket }[] {
  return files.flatMap(({ pid, name }) => {
    const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(name);
    if (!match) return [];
    const host = match[1] ?? match[2] ?? '';
    return [{ pid, socket: { host, port: Number(match[3]), offMainLoop: null } }];
  });
}
