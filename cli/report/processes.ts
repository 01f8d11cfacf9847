/** The process list as a table. */
import type { NodeProcess } from '../../protocol/node-process.ts';
import { type Line, span } from '../text/line.ts';
import { displayFolder, truncatePath } from '../text/path.ts';
import { printable } from '../text/printable.ts';
import { formatDuration, plural } from '../text/quantity.ts';
import { padEnd, padStart, textWidth, truncateEnd } from '../text/width.ts';

export interface ProcessesOptions {
  readonly columns: number;
  readonly home: string | null;
  /** Processes of an editor itself that were left out. */
  readonly hidden: number;
}

const gap = '  ';
/** Share of what the fixed columns leave that a cwd may take. */
const cwdShare = 0.4;

interface Cells {
  readonly pid: string;
  readonly uptime: string;
  readonly node: string;
  readonly inspector: string;
  readonly command: string;
  readonly cwd: string;
}

const titles: Cells = {
  pid: 'PID',
  uptime: 'UPTIME',
  node: 'NODE',
  inspector: 'INSPECTOR',
  command: 'COMMAND',
  cwd: 'CWD',
};

export function processLines(processes: readonly NodeProcess[], options: ProcessesOptions): Line[] {
  const { columns, home, hidden } = options;
  if (processes.length === 0) return emptyLines(hidden);
  const cells = processes.map((item) => cellsOf(item, home));
  const width = (name: keyof Cells) =>
    Math.max(...[titles, ...cells].map((row) => textWidth(row[name])));
  const fixed = ['pid', 'uptime', 'node', 'inspector'] as const;
  const rest =
    columns - fixed.reduce((sum, name) => sum + width(name) + gap.length, 0) - gap.length;
  const cwdColumns = Math.min(width('cwd'), Math.max(10, Math.floor(rest * cwdShare)));
  const commandColumns = Math.max(10, Math.min(width('command'), rest - cwdColumns));
  // In a file one long command must not push all the others away from their folders.
  const paddedColumns = Number.isFinite(rest) ? commandColumns : Math.min(commandColumns, 60);

  const row = (cell: Cells, isTitle: boolean): Line => {
    const style = isTitle ? 'dim' : 'plain';
    return [
      span(padStart(cell.pid, width('pid')) + gap, isTitle ? 'dim' : 'strong'),
      span(padStart(cell.uptime, width('uptime')) + gap, style),
      span(padEnd(cell.node, width('node')) + gap, style),
      span(padEnd(cell.inspector, width('inspector')) + gap, isTitle ? 'dim' : 'accent'),
      span(padEnd(truncateEnd(cell.command, commandColumns), paddedColumns) + gap, style),
      span(truncatePath(cell.cwd, cwdColumns), isTitle ? 'dim' : 'path'),
    ];
  };
  return [row(titles, true), ...cells.map((cell) => row(cell, false)), ...hiddenLines(hidden)];
}

function cellsOf(item: NodeProcess, home: string | null): Cells {
  const { pid, uptimeSeconds, nodeVersion, inspector, cwd } = item;
  const address = inspector && `${inspector.host}:${inspector.port}`;
  return {
    pid: String(pid),
    uptime: uptimeSeconds === null ? '' : largestUnit(formatDuration(uptimeSeconds * 1000)),
    node: printable(nodeVersion ?? ''),
    inspector: printable(address ?? ''),
    command: printable(commandOf(item)),
    cwd: printable(cwd === null ? '' : displayFolder(cwd, home)),
  };
}

/** `2 min` of `2 min 13 s`: the list is for telling processes apart. */
function largestUnit(duration: string): string {
  return duration.split(' ').slice(0, 2).join(' ');
}

/** The path of the Node binary says little and takes much room. */
function commandOf({ argv, command }: NodeProcess): string {
  const [executable, ...rest] = argv;
  if (!executable) return command;
  return [executable.split(/[\\/]/).pop() || executable, ...rest].join(' ');
}

function hiddenLines(hidden: number): Line[] {
  if (hidden === 0) return [];
  const text = `${plural(hidden, 'process', 'processes')} of an editor not shown: --all`;
  return [[], [span(text, 'dim')]];
}

function emptyLines(hidden: number): Line[] {
  return [
    [span('No Node.js process of this user is running on this machine.')],
    [
      span(
        'In a container? Run loopscope inside it, or open the inspector there and use host:port.',
        'dim',
      ),
    ],
    ...hiddenLines(hidden),
  ];
}
