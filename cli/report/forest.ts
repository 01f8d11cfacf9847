/** The await forest as rows: a stack reads from top to bottom, and only where stacks part is anything indented. */
import { type ForestNode, type ForestOrder } from '../../inspector/derive/await-forest.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { type Line, span } from '../text/line.ts';
import type { PathContext } from '../text/path.ts';
import { plural } from '../text/quantity.ts';
import { foldRun, type RunItem } from './frame-run.ts';
import { frameName, oneLine, placeText } from './frame-text.ts';
import type { Row, RowTasks } from './rows.ts';

export interface ForestOptions {
  readonly order: ForestOrder;
  readonly showInternal: boolean;
  readonly paths: PathContext;
}

/** Indentation beyond this many columns is cut on the left. */
const deepestIndent = 30;

export function forestRows(roots: readonly ForestNode[], options: ForestOptions): Row[] {
  return roots.flatMap((root, index) => {
    const rows = runRows(root, { first: '', rest: '' }, true, options);
    return index === 0 ? rows : [blankRow, ...rows];
  });
}

export const blankRow: Row = { tasks: null, tree: [], place: null };

interface Prefix {
  readonly first: string;
  readonly rest: string;
}

function runRows(
  start: ForestNode,
  prefix: Prefix,
  isRoot: boolean,
  options: ForestOptions,
): Row[] {
  const run = unbranched(start);
  const end = run.at(-1) as ForestNode;
  const innermostFirst = options.order === 'innermost';
  // Where the `await` itself is drawn: at the end of a stack, or at its beginning when that is the innermost.
  const awaitAt = innermostFirst
    ? isRoot
      ? 0
      : -1
    : end.children.length === 0
      ? run.length - 1
      : -1;
  const items = foldRun(
    run.map(({ frame }) => frame),
    { showInternal: options.showInternal, await: awaitAt },
  );
  const marked = innermostFirst ? (isRoot ? 0 : -1) : awaitAt >= 0 ? items.length - 1 : -1;
  const rows: Row[] = [];
  items.forEach((item, index) => {
    const isAwait = index === marked;
    const guide = guideOf(index === 0, isAwait, isRoot, prefix);
    const row = itemRow(item, guide, index === 0 ? tasksOf(start) : null, options.paths);
    const groups = isAwait ? groupsBelow(end) : [];
    const isStuck = groups.some(({ state }) => state === 'stuck');
    rows.push(isStuck ? { ...row, tree: [...row.tree, span(' stuck', 'warning')] } : row);
    rows.push(...waitRows(groups, prefix.rest));
  });
  return [...rows, ...branchRows(end, prefix.rest, options)];
}

function branchRows(end: ForestNode, indent: string, options: ForestOptions): Row[] {
  if (end.children.length === 0) return [];
  const branches: ((prefix: Prefix) => Row[])[] = end.children.map(
    (child) => (prefix) => runRows(child, prefix, false, options),
  );
  if (end.groups.length > 0) branches.push((prefix) => [endRow(end.groups, prefix, options.order)]);
  return branches.flatMap((draw, index) => {
    const isLast = index === branches.length - 1;
    return draw({
      first: `${indent}${isLast ? '└─' : '├─'}`,
      rest: `${indent}${isLast ? '   ' : '│  '}`,
    });
  });
}

/** The node and what follows it, as long as all of its tasks go the same way. */
function unbranched(start: ForestNode): ForestNode[] {
  const run = [start];
  for (let node = start; node.children.length === 1 && node.groups.length === 0; ) {
    node = node.children[0] as ForestNode;
    run.push(node);
  }
  return run;
}

function guideOf(
  isFirst: boolean,
  isAwait: boolean,
  isRoot: boolean,
  { first, rest }: Prefix,
): Line {
  const indent = shorten(isFirst ? first : rest);
  if (isAwait) return [span(indent, 'faintMark'), span('◆ ', 'accent')];
  return [span(indent + (isFirst ? (isRoot ? '' : ' ') : '│ '), 'faintMark')];
}

function shorten(indent: string): string {
  return indent.length > deepestIndent ? `…${indent.slice(-deepestIndent)}` : indent;
}

function itemRow(item: RunItem, guide: Line, tasks: RowTasks | null, paths: PathContext): Row {
  if (item.kind === 'frame') {
    const { frame, repeats } = item;
    const times = repeats > 1 ? [span(` × ${plural(repeats, 'frame')}`, 'accent')] : [];
    return {
      tasks,
      tree: [...guide, ...frameName(frame), ...times],
      place: (columns) => placeText(frame, paths, columns),
      dim: frame.internal,
    };
  }
  const what = item.kind === 'internal' ? 'internal frame' : 'more frame';
  return { tasks, tree: [...guide, span(`… ${plural(item.frames, what)}`, 'dim')], place: null };
}

/** What the tasks at an `await` wait for, once each. */
function waitRows(groups: readonly TaskGroup[], indent: string): Row[] {
  const texts = new Set(groups.map(({ waitsFor }) => waitsFor).filter((text) => text !== null));
  const rows = [...texts].map((text) => noteRow(indent, 'waits for ', oneLine(text)));
  if (groups.some(({ truncated }) => truncated)) {
    rows.push(noteRow(indent, 'the stack goes on further out than was collected', ''));
  }
  return rows;
}

function noteRow(indent: string, note: string, text: string): Row {
  const tree = [span(`${shorten(indent)}  `, 'faintMark'), span(note, 'dim'), span(text, 'plain')];
  return { tasks: null, tree, place: null };
}

/** Tasks whose stack ends where others go on. */
function endRow(groups: readonly TaskGroup[], { first }: Prefix, order: ForestOrder): Row {
  const waits = groups.map(({ waitsFor }) => waitsFor).find((text) => text !== null);
  const text =
    order === 'innermost'
      ? span('nobody further out', 'dim')
      : span(waits ? `waits here for ${oneLine(waits)}` : 'waits here', 'dim');
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const ages = groups.map(({ ageMs }) => ageMs).filter((age) => age !== null);
  const tasks: RowTasks = {
    count,
    exact: groups.every(({ countIsExact }) => countIsExact),
    ageMs: ages.length > 0 ? Math.max(...ages) : null,
    observedMs: Math.max(...groups.map(({ observedMs }) => observedMs)),
    state: groups.some(({ state }) => state === 'stuck') ? 'stuck' : 'pending',
  };
  const mark = order === 'innermost' ? span(' ', 'dim') : span('◆ ', 'accent');
  return { tasks, tree: [span(shorten(first), 'faintMark'), mark, text], place: null };
}

function tasksOf(node: ForestNode): RowTasks {
  return {
    count: node.count,
    exact: node.countIsExact,
    ageMs: node.oldestAgeMs,
    observedMs: node.observedMs,
    state: node.state,
  };
}

function groupsBelow(start: ForestNode): TaskGroup[] {
  const groups: TaskGroup[] = [];
  const nodes = [start];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    groups.push(...node.groups);
    nodes.push(...node.children);
  }
  return groups;
}
