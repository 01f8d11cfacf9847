/** The columns of the await forest: tasks, age, tree, place. Rows come in without widths and leave as lines. */
import type { TaskState } from '../../protocol/pending-tasks.ts';
import { clip, fill, type Line, lineWidth, type Span, type Style, span } from '../text/line.ts';
import { formatCount, formatDuration } from '../text/quantity.ts';
import { padStart, textWidth } from '../text/width.ts';

export interface Row {
  /** Only in the first row of a run of frames. */
  readonly tasks: RowTasks | null;
  readonly tree: Line;
  /** The place for at most so many columns; `null` when the tree column may take all of the line. */
  readonly place: ((columns: number) => string) | null;
  readonly dim?: boolean;
}

export interface RowTasks {
  readonly count: number;
  readonly exact: boolean;
  readonly ageMs: number | null;
  /** Lower bound of the age; below a second it says nothing. */
  readonly observedMs: number;
  readonly state: TaskState;
}

const gap = 2;
const stateStyle: Record<TaskState, Style> = { pending: 'plain', stuck: 'warning', cycle: 'error' };
/** Share of the line that the tree may take, and its limit where lines have no end. */
const treeShare = 0.55;
const widestTree = 72;

function countText(tasks: RowTasks | null): string {
  return tasks ? `${tasks.exact ? '' : '~'}${formatCount(tasks.count)}` : '';
}

function ageText(tasks: RowTasks | null): string {
  if (!tasks) return '';
  if (tasks.ageMs !== null) return formatDuration(tasks.ageMs);
  return tasks.observedMs >= 1000 ? `> ${formatDuration(tasks.observedMs)}` : '';
}

export function layOutRows(rows: readonly Row[], columns: number): Line[] {
  const widest = (text: (row: Row) => string) =>
    Math.max(0, ...rows.map((row) => textWidth(text(row))));
  const counts = Math.max(
    5,
    widest(({ tasks }) => countText(tasks)),
  );
  const ages = widest(({ tasks }) => ageText(tasks));
  const left = counts + gap + (ages > 0 ? ages + gap : 0);
  const rest = columns - left;
  const trees = rows.map(({ tree, place }) => (place ? lineWidth(tree) : 0));
  const limit = Number.isFinite(rest) ? Math.max(10, Math.floor(rest * treeShare)) : widestTree;
  const treeColumns = Math.min(limit, Math.max(0, ...trees));
  const placeColumns = Math.max(0, rest - treeColumns - gap);

  const titles = padStart('tasks', counts) + (ages > 0 ? padStart('age', gap + ages) : '');
  const body = rows.map(({ tasks, tree, place, dim }) => {
    const style = stateStyle[tasks?.state ?? 'pending'];
    const line: Span[] = [span(padStart(countText(tasks), counts) + ' '.repeat(gap), style)];
    if (ages > 0) line.push(span(padStart(ageText(tasks), ages) + ' '.repeat(gap), style));
    if (!place) return [...line, ...clip(tree, rest)];
    const name = fill(clip(tree, treeColumns), treeColumns);
    return [
      ...line,
      ...name,
      span(' '.repeat(gap)),
      span(place(placeColumns), dim ? 'dim' : 'path'),
    ];
  });
  return [[span(titles, 'dim')], ...body];
}
