/** Which items are below which, on demand. */
import type { ForestNode } from '../../inspector/derive/await-forest.ts';
import { oneLine } from '../presentation/plain-text.ts';
import { omissions } from '../presentation/target-row.ts';
import { type ForestChoice, visibleForest } from '../presentation/visible-forest.ts';
import type { ShownTasks } from '../sessions/shown-tasks.ts';
import type { Target } from '../sessions/target.ts';
import type { FrameItem, MoreItem, NoteItem, PendingItem, TargetItem } from './pending-items.ts';

/** Siblings that are shown before "… more": what a person may scroll through. */
export const siblingStep = 200;

export interface Showing {
  readonly choice: ForestChoice;
  /** How many siblings to show below an item, by its id, where it is not the first step. */
  readonly limits: ReadonlyMap<string, number>;
  readonly tasksOf: (target: Target) => ShownTasks | null;
}

export function childrenOf(item: TargetItem | FrameItem, showing: Showing): PendingItem[] {
  const limit = showing.limits.get(item.id) ?? siblingStep;
  if (item.kind === 'frame') return frameItems(item, item.node.children, limit);
  const tasks = showing.tasksOf(item.target);
  const roots = tasks ? visibleForest(tasks, showing.choice).roots : [];
  return [...frameItems(item, roots, limit), ...notesOf(item, tasks)];
}

function frameItems(
  parent: TargetItem | FrameItem,
  nodes: readonly ForestNode[],
  limit: number,
): (FrameItem | MoreItem)[] {
  const shown: (FrameItem | MoreItem)[] = nodes.slice(0, limit).map((node) => ({
    kind: 'frame',
    // Its id stands for the whole way to it, so the ids of deep trees stay short.
    id: `${parent.target.id}/${node.id}`,
    target: parent.target,
    node,
    parent,
  }));
  const hidden = nodes.length - shown.length;
  if (hidden > 0) shown.push({ kind: 'more', id: `${parent.id}/more`, parent, hidden });
  return shown;
}

function notesOf(parent: TargetItem, tasks: ShownTasks | null): NoteItem[] {
  const { target } = parent;
  const note = (name: string, text: string, icon: string, action?: 'collect'): NoteItem => ({
    kind: 'note',
    id: `${parent.id}/note/${name}`,
    parent,
    text: oneLine(text),
    icon: { id: icon },
    ...(action ? { action } : {}),
  });
  return [
    ...stateNotes(target, note),
    ...(tasks?.groups.length === 0
      ? [note('empty', 'No async function is suspended at an await.', 'pass')]
      : []),
    ...(target.tasks ? omissions(target.tasks.promises) : []).map((text, index) =>
      note(`omission-${index}`, text, 'info'),
    ),
  ];
}

function stateNotes(
  { state, tasks }: Target,
  note: (name: string, text: string, icon: string, action?: 'collect') => NoteItem,
): NoteItem[] {
  switch (state.kind) {
    case 'failed':
      return [
        note('failed', state.message, 'info'),
        note('retry', tasks ? 'Refresh again' : 'Collect the pending tasks', 'refresh', 'collect'),
      ];
    case 'gone':
      return [note('gone', state.reason.message, 'info')];
    default:
      return [];
  }
}
