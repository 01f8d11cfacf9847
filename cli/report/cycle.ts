/** An await cycle as rows: the functions of one round, with an arrow from the last one back to the first. */
import type { Frame } from '../../protocol/frame.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { type Line, span } from '../text/line.ts';
import type { PathContext } from '../text/path.ts';
import { foldRun } from './frame-run.ts';
import { frameName, placeText } from './frame-text.ts';
import type { Row } from './rows.ts';

export interface CycleOptions {
  readonly showInternal: boolean;
  readonly paths: PathContext;
}

export function cycleRows(group: TaskGroup, { showInternal, paths }: CycleOptions): Row[] {
  // Outermost first, like every stack here: each function awaits the one below it, and the last one the first.
  const frames = [...group.frames].reverse();
  const first = frames[0];
  if (!first) return [];
  const rows: Row[] = foldRun(frames, { showInternal, await: 0 }).map((item, index) => {
    const guide = span(index === 0 ? '╭▸ ' : '│  ', 'error');
    if (item.kind !== 'frame') {
      return {
        tasks: null,
        tree: [guide, span(`… ${item.frames} more frames`, 'dim')],
        place: null,
      };
    }
    const { frame } = item;
    const tree: Line = [guide, span(index === 0 ? '' : 'awaits ', 'dim'), ...frameName(frame)];
    const place = (columns: number) => placeText(frame, paths, columns);
    const tasks = index === 0 ? cycleTasks(group) : null;
    return { tasks, tree, place, dim: frame.internal };
  });
  return [...rows, { tasks: null, tree: closing(first), place: null }];
}

function closing(first: Frame): Line {
  const name = span(first.function, 'strong', 120);
  return [
    span('╰─ ', 'error'),
    span('awaits ', 'dim'),
    name,
    span(' again ', 'dim'),
    span('↻', 'error'),
  ];
}

function cycleTasks({ count, countIsExact, ageMs, observedMs, state }: TaskGroup): Row['tasks'] {
  return { count, exact: countIsExact, ageMs, observedMs, state };
}
