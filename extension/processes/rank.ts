/** Orders processes: the one that a person most likely means comes first. */
import type { NodeProcess } from '../../protocol/node-process.ts';
import { isInside } from '../presentation/source-path.ts';

/** The workspace's own first, then what runs a script, then the youngest; the pid settles the rest. */
export function rankProcesses(
  processes: readonly NodeProcess[],
  workspaceFolders: readonly string[],
): NodeProcess[] {
  const keys = new Map(
    processes.map((process) => [process, sortKey(process, workspaceFolders)] as const),
  );
  return processes.toSorted((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []));
}

function sortKey(process: NodeProcess, folders: readonly string[]): number[] {
  const own = isInside(process.script, folders) ? 0 : isInside(process.cwd, folders) ? 1 : 2;
  const tool = process.editorTool || isInstalledTool(process.script) ? 1 : 0;
  return [
    own + (tool ? 10 : 0),
    process.script === null ? 1 : 0,
    process.uptimeSeconds ?? Number.POSITIVE_INFINITY,
    -process.pid,
  ];
}

/** Package managers and what they start from node_modules: seldom what hangs. */
function isInstalledTool(script: string | null): boolean {
  return script !== null && /[\\/](node_modules|\.bin)[\\/]/.test(script);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
