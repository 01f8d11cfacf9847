/**
 * Tells the processes of an editor from those of its user. Pure.
 *
 * A *service* (language server, type checker) may start helpers of any name, which are tools as well. A *host*
 * (the editor's server, an extension host, the terminal's host) also starts what the user asked for: programs
 * in the terminal, tasks, debugged programs. So nothing is concluded from having a host as an ancestor.
 */

import { runsAsNode } from './node-executable.ts';
import type { SystemProcess } from './system-process.ts';

const host = [
  // VS Code and its kin, on this machine's side of a remote window.
  /[\\/]\.(vscode|vscode-oss|vscodium|cursor|windsurf|positron)[\w-]*-(server|remote)[\w-]*[\\/]/i,
  /[\\/](code-server|openvscode-server|vscode-server|vscode-reh)[\w.-]*[\\/]/i,
  /--type=(extensionHost|ptyHost|fileWatcher|utility)\b/,
  /[\\/]out[\\/](server-main|bootstrap-fork)\.js\b/,
];

const service = [
  /[\\/]tsserver\.js\b|[\\/]typingsInstaller\.js\b/,
  // A language server is told how to speak with its editor.
  /--node-ipc\b|--clientProcessId=/,
  /[\\/\s](\S*(language-?server|langserver|-lsp)\S*)(\s.*)?\s--(stdio|socket|pipe)\b/i,
  // Installed extensions, `publisher.name-1.2.3`, and those that come with the editor.
  /[\\/]extensions[\\/][\w-]+\.[\w.-]+-\d+\.\d+\.\d+[^\\/]*[\\/]/,
  /[\\/]resources[\\/]app[\\/](extensions|out)[\\/]/,
  /[\\/]ms-vscode\.js-debug[\\/]/,
];

const shells = /^(ba|z|fi|da|k|c|tc|nu)?sh$|^(pwsh|powershell|cmd|conhost|tmux|screen|login)$/;

/** Which of these processes belong to an editor, by their pids. */
export function editorTools(processes: readonly SystemProcess[]): Set<number> {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  return new Set(
    processes
      .filter((process) => !isShell(process))
      .filter((process) => isTool(process) || hasServiceAbove(process, byPid))
      .map((process) => process.pid),
  );
}

function isTool(process: SystemProcess): boolean {
  return matches(process, host) || matches(process, service) || runsAsNode(process);
}

function hasServiceAbove(
  process: SystemProcess,
  byPid: ReadonlyMap<number, SystemProcess>,
): boolean {
  const seen = new Set<number>();
  let parent = byPid.get(process.parentPid ?? -1);
  while (parent && !seen.has(parent.pid)) {
    if (matches(parent, host) || isShell(parent)) return false;
    if (matches(parent, service)) return true;
    seen.add(parent.pid);
    parent = byPid.get(parent.parentPid ?? -1);
  }
  return false;
}

function matches(process: SystemProcess, patterns: readonly RegExp[]): boolean {
  // Not the arguments of a shell: `sh -c "... tsserver.js"` is a search as likely as a tool.
  if (isShell(process)) return false;
  const text = [process.executable ?? '', ...process.argv].join(' ');
  return patterns.some((pattern) => pattern.test(text));
}

function isShell(process: SystemProcess): boolean {
  const name = (process.executable ?? process.argv[0] ?? '').split(/[\\/]/).at(-1) ?? '';
  return shells.test(name.toLowerCase().replace(/^-|\.exe$/g, ''));
}
