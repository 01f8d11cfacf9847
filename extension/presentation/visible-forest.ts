/** The await forest as the user chose to see it. */
import { buildForest, type ForestNode } from '../../inspector/derive/await-forest.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import type { ShownTasks } from '../sessions/shown-tasks.ts';

export interface ForestChoice {
  readonly groupBy: 'outermost' | 'innermost';
  readonly showInternalFrames: boolean;
}

export interface VisibleForest {
  readonly roots: readonly ForestNode[];
  /** The groups with all their frames, by id. */
  readonly groups: ReadonlyMap<string, TaskGroup>;
}

const built = new WeakMap<ShownTasks, Map<string, VisibleForest>>();

/** Built once for each picture and choice. */
export function visibleForest(tasks: ShownTasks, choice: ForestChoice): VisibleForest {
  const forests = built.get(tasks) ?? new Map<string, VisibleForest>();
  built.set(tasks, forests);
  const key = `${choice.groupBy} ${choice.showInternalFrames}`;
  let forest = forests.get(key);
  if (!forest) {
    const groups = choice.showInternalFrames ? tasks.groups : tasks.groups.map(withoutInternal);
    forest = {
      roots: buildForest(groups, choice.groupBy),
      groups: new Map(tasks.groups.map((group) => [group.id, group])),
    };
    forests.set(key, forest);
  }
  return forest;
}

/** A stack of nothing but internal frames stays whole: a task is never hidden. */
function withoutInternal(group: TaskGroup): TaskGroup {
  const frames = group.frames.filter((frame) => !frame.internal);
  return frames.length === 0 || frames.length === group.frames.length
    ? group
    : { ...group, frames };
}
