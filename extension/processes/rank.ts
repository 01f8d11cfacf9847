/** Orders processes: the one that a person most likely means comes first. */
import type { NodeProcess } from '../../protocol/node-process.ts';
import { isInside } from '../presentation/source-path.ts';

/**
 * The workspace's own first, then what runs a script, parents before the children that they started, then
 * the youngest; the pid settles the rest.
 */
export function rankProcesses(
  processes: readonly NodeProcess[],
  workspaceFolders: readonly string[],
): NodeProcess[] {
  const places = new Map(
    processes.map((item) => [item.pid, placeRank(item, workspaceFolders)] as const),
  );
  const keys = new Map(
    processes.map((item) => {
      const place = places.get(item.pid) ?? 0;
      // What npm, or something outside of the workspace, has started is no helper: it is the program itself.
      const isHelper = item.parentPid !== null && places.get(item.parentPid) === place;
      return [item, sortKey(item, place, isHelper)] as const;
    }),
  );
  return processes.toSorted((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []));
}

function placeRank(process: NodeProcess, folders: readonly string[]): number {
  const rank = isInside(process.script, folders) ? 0 : isInside(process.cwd, folders) ? 1 : 2;
  return isTool(process) ? rank + 10 : rank;
}

function sortKey(process: NodeProcess, place: number, isHelper: boolean): number[] {
  return [
    place,
    process.script === null ? 1 : 0,
    isHelper ? 1 : 0,
    process.uptimeSeconds ?? Number.POSITIVE_INFINITY,
    -process.pid,
  ];
}

/** Package managers and what they start from node_modules are seldom what hangs. */
function isTool({ editorTool, script }: NodeProcess): boolean {
  return editorTool || (script !== null && /[\\/](node_modules|\.bin)[\\/]/.test(script));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
