/** Words for a Node.js process that is not attached. Its strings are untrusted. */
import path from 'node:path';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { durationText } from './figures.ts';
import { escapeMarkdown, oneLine } from './plain-text.ts';
import { joined, type Row } from './row.ts';
import { shownPath } from './source-path.ts';

/** The script's name, or what stands for it: `-e …`, `node`. */
export function processName(process: NodeProcess): string {
  if (process.script) return oneLine(lastSegment(process.script), 80);
  return oneLine(shortCommand(process), 32);
}

/** The command line with the name of the program only: its folder says little and takes the room. */
export function shortCommand({ argv, command }: NodeProcess): string {
  const [program, ...rest] = argv;
  return program === undefined ? command : [lastSegment(program), ...rest].join(' ');
}

export function processRow(
  process: NodeProcess,
  folders: readonly string[],
  attached: boolean,
): Row {
  const label = processName(process);
  const uptime = uptimeText(process);
  const folder = process.cwd && placeText(process.cwd, folders);
  return {
    label,
    description: joined([String(process.pid), attached && 'attached', uptime, folder]),
    icon: attached ? { id: 'circle-filled', color: 'charts.green' } : { id: 'circle-outline' },
    spoken: [
      label,
      `process ${process.pid}`,
      attached ? 'attached' : 'not attached',
      uptime ? `running for ${uptime}` : '',
    ]
      .filter(Boolean)
      .join(', '),
  };
}

/** Nothing finer than minutes, as a row that changes with each listing flickers. */
export function uptimeText({ uptimeSeconds }: NodeProcess): string | null {
  if (uptimeSeconds === null) return null;
  return uptimeSeconds < 60 ? '< 1 min' : durationText(uptimeSeconds * 1000);
}

/** The folder's name when it is the workspace, a path relative to it, or the whole path. */
function placeText(folder: string, folders: readonly string[]): string {
  if (folders.includes(folder)) return oneLine(lastSegment(folder));
  return oneLine(shownPath(folder, folders));
}

export function processTooltip(process: NodeProcess): string {
  const { inspector } = process;
  const facts: [string, string | null][] = [
    ['Process', String(process.pid)],
    ['Command', process.command],
    ['Script', process.script],
    ['Folder', process.cwd],
    ['Node.js', process.nodeVersion],
    ['User', process.user],
    ['Running for', uptimeText(process)],
    ['Inspector', inspector && `open on ${inspector.host}:${inspector.port}`],
  ];
  return facts
    .flatMap(([name, value]) => (value ? [`**${name}** ${escapeMarkdown(value)}`] : []))
    .join('\n\n');
}

function lastSegment(file: string): string {
  return path.posix.basename(file.replaceAll('\\', '/')) || file;
}
