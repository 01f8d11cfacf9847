/** The first lines of a dump: which process this is, and how its event loop is doing. */
import type { LoopState } from '../../protocol/dump.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { clip, flow, type Line, span } from '../text/line.ts';
import { displayFolder, displayPath } from '../text/path.ts';
import { formatDuration, formatPercent } from '../text/quantity.ts';
import { labelled } from './labelled.ts';

export interface HeaderOptions {
  readonly columns: number;
  readonly home: string | null;
}

export function headerLines(target: TargetInfo, { columns, home }: HeaderOptions): Line[] {
  const { pid, node, cwd, uptimeSeconds } = target;
  const facts: Line[] = [
    [span('pid ', 'dim'), span(String(pid), 'strong')],
    [span(`Node ${node}`)],
    [span(`up ${formatDuration(uptimeSeconds * 1000)}`)],
    [span('in ', 'dim'), span(displayFolder(cwd, home), 'path')],
  ];
  return [clip([span(programOf(target, home), 'strong')], columns), ...flow(facts, columns)];
}

/** The script and its arguments, or what there is for a program without a file; then a title of its own. */
export function programOf({ argv, cwd, title }: TargetInfo, home: string | null): string {
  const [executable = 'node', script, ...rest] = argv;
  const program = script ? displayPath(script, { cwd, home }) : baseName(executable);
  const hasTitle = title !== '' && title !== script && !/^node(\.exe)?$/.test(baseName(title));
  return [program, ...rest].join(' ') + (hasTitle ? ` (${title})` : '');
}

function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

export function loopLines(loop: LoopState | null, columns: number): Line[] {
  if (!loop) {
    const text = 'did not turn while it was watched: the program computes, or waits synchronously';
    return labelled('Event loop', [[span(text, 'error')]], columns);
  }
  const { lagMs, utilization } = loop;
  const isBusy = utilization > 0.9 || lagMs.p99 > 100;
  const parts: Line[] = [
    [span(`busy ${formatPercent(utilization)}`, isBusy ? 'warning' : 'plain')],
    [span('late by ', 'dim'), span(formatDuration(lagMs.p50)), span(' typically', 'dim')],
    [span(formatDuration(lagMs.p99)), span(' p99', 'dim')],
    [span(formatDuration(lagMs.max)), span(' at most', 'dim')],
  ];
  return labelled('Event loop', parts, columns);
}
