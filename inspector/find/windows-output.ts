/** Parsers for what PowerShell and netstat print on Windows. Pure. */
import type { ListeningSocket, SystemProcess } from './system-process.ts';

interface CimProcess {
  readonly ProcessId: number;
  readonly ParentProcessId: number;
  readonly ExecutablePath: string | null;
  readonly CommandLine: string | null;
  readonly Started: string | null;
}

/** @param now epoch ms */
export function parseWindowsProcesses(json: string, now: number): SystemProcess[] {
  let parsed: unknown;
  try {
    // The console may put a byte order mark in front.
    parsed = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    return [];
  }
  // A list of one comes without its brackets.
  const rows = (Array.isArray(parsed) ? parsed : [parsed]) as CimProcess[];
  return rows.map((row) => {
    const started = Date.parse(row.Started ?? '');
    return {
      pid: row.ProcessId,
      parentPid: row.ParentProcessId,
      executable: row.ExecutablePath,
      executableFile: row.ExecutablePath,
      argv: splitWindowsCommand(row.CommandLine ?? ''),
      cwd: null,
      user: null,
      uptimeSeconds: Number.isNaN(started) ? null : Math.max(0, (now - started) / 1000),
      environment: null,
      listening: [],
    };
  });
}

/** As CommandLineToArgvW splits it: blanks separate, quotes hold together, backslashes escape only before a quote. */
export function splitWindowsCommand(command: string): string[] {
  const words: string[] = [];
  for (const match of command.matchAll(/(?:"(?:\\.|""|[^"\\])*(?:"|$)|[^\s"])+/g)) {
    const word = match[0].replaceAll(/(\\*)"/g, (_, slashes: string) =>
      '\\'.repeat(slashes.length >> 1).concat(slashes.length % 2 === 1 ? '"' : ''),
    );
    words.push(word);
  }
  return words;
}

/**
 * Lines such as `  TCP    127.0.0.1:9229   0.0.0.0:0   LISTENING   4711`. The name of the state is in the user's
 * language, so a listening socket is known by having no other side.
 */
export function parseNetstat(
  text: string,
): { readonly pid: number; readonly socket: ListeningSocket }[] {
  return text.split('\n').flatMap((line) => {
    const match =
      /^\s*TCP\s+(?:\[([^\]]+)\]|([\d.]+)):(\d+)\s+(?:0\.0\.0\.0|\[::\]):0\s+\S.*?\s(\d+)\s*$/i.exec(
        line,
      );
    if (!match) return [];
    const host = match[1] ?? match[2] ?? '';
    return [{ pid: Number(match[4]), socket: { host, port: Number(match[3]), offMainLoop: null } }];
  });
}
