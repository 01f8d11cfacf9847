/** A dump as people read it in a terminal: the report in, styled lines out. */
import { buildForest, type ForestOrder } from '../../inspector/derive/await-forest.ts';
import type { DumpReport } from '../../protocol/dump.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { clip, type Line, span } from '../text/line.ts';
import { plural } from '../text/quantity.ts';
import { cycleRows } from './cycle.ts';
import { findingsLines } from './findings.ts';
import { blankRow, forestRows } from './forest.ts';
import { headerLines, loopLines } from './header.ts';
import { labelled } from './labelled.ts';
import { layOutRows, type Row } from './rows.ts';
import { costLines, promiseLines } from './summary.ts';
import { workerLines } from './workers.ts';

export interface DumpTextOptions {
  /** Width of the terminal; infinite for a file or a pipe, where nothing is cut. */
  readonly columns: number;
  /** The folder that is shown as `~`. */
  readonly home: string | null;
  readonly order: ForestOrder;
  readonly showInternal: boolean;
  readonly verbose: boolean;
}

export function dumpLines(report: DumpReport, options: DumpTextOptions): Line[] {
  const { columns, home } = options;
  const paths = { cwd: report.target.cwd, home };
  const lines = [
    ...headerLines(report.target, { columns, home }),
    [],
    ...loopLines(report.loop, columns),
    ...workerLines(report.workers, paths, columns),
    ...findingsLines(report.findings, { ...options, paths }),
    [],
    ...pendingLines(report, options),
    [],
    ...promiseLines(report.promises, columns),
    ...costLines(report.cost, columns),
  ];
  return lines.map((line) => clip(line, columns));
}

function pendingLines(report: DumpReport, options: DumpTextOptions): Line[] {
  const { columns, order, showInternal, home } = options;
  const groups = report.tasks as readonly TaskGroup[];
  if (groups.length === 0) {
    return labelled('Pending', [[span('no async function waits for anything')]], columns);
  }
  const paths = { cwd: report.target.cwd, home };
  const rowOptions = { order, showInternal, paths };
  const cycles = groups.filter(({ state }) => state === 'cycle');
  const others = groups.filter(({ state }) => state !== 'cycle');
  const blocks = [
    ...cycles.map((group) => cycleRows(group, rowOptions)),
    forestRows(buildForest(others, order), rowOptions),
  ].filter((rows) => rows.length > 0);
  const rows = blocks.flatMap((block, index): Row[] => (index > 0 ? [blankRow, ...block] : block));
  return [...heading(groups, options), [], ...layOutRows(rows, columns)];
}

function heading(groups: readonly TaskGroup[], { order, columns }: DumpTextOptions): Line[] {
  const tasks = groups.reduce((sum, { count }) => sum + count, 0);
  const exact = groups.every(({ countIsExact }) => countIsExact);
  const parts: Line[] = [
    [span(`${exact ? '' : 'about '}${plural(tasks, 'task')}`)],
    [span(`${plural(groups.length, 'await stack')}, `), span(`${order} first`, 'dim')],
    [span('◆', 'accent'), span(' the await', 'dim')],
  ];
  const agesUnknown = groups.every(({ ageMs, observedMs }) => ageMs === null && observedMs < 1000);
  if (agesUnknown) parts.push([span('older than the attach', 'dim')]);
  return labelled('Pending', parts, columns);
}
