/** The await forest: all tasks merged by identical frames, from the outermost function or the innermost `await`. */
import type { Frame } from '../../protocol/frame.ts';
import type { TaskGroup, TaskState } from '../../protocol/pending-tasks.ts';
import { frameKey } from './frames.ts';
import { stableId } from './stable-id.ts';

export type ForestOrder = 'outermost' | 'innermost';

export interface ForestNode {
  /** The same for the same place in the next forest of the same order. */
  readonly id: string;
  readonly frame: Frame;
  /** Tasks in this node and below. */
  readonly count: number;
  /** False when one of the counts it sums up is an estimate. */
  readonly countIsExact: boolean;
  /** The most alarming state below: `cycle`, then `stuck`. */
  readonly state: TaskState;
  /** Milliseconds; `null` when none of the ages is known. */
  readonly oldestAgeMs: number | null;
  readonly observedMs: number;
  readonly children: readonly ForestNode[];
  /** The groups whose stack ends in this node. */
  readonly groups: readonly TaskGroup[];
}

interface Building {
  readonly frame: Frame;
  readonly id: string;
  readonly all: TaskGroup[];
  readonly ends: TaskGroup[];
  readonly children: Map<string, Building>;
}

/** Cycles are roots of their own: a cycle has no outermost function. Nodes keep the order of the groups. */
export function buildForest(
  groups: readonly TaskGroup[],
  order: ForestOrder,
): readonly ForestNode[] {
  const roots = new Map<string, Building>();
  const buildings: Building[] = [];
  for (const group of groups) {
    let level = roots;
    let path = group.state === 'cycle' ? `cycle:${group.id}` : order;
    const frames = order === 'innermost' ? group.frames : [...group.frames].reverse();
    frames.forEach((frame, depth) => {
      const key = group.state === 'cycle' && depth === 0 ? path : frameKey(frame);
      path = stableId(`${path}\u0001${frameKey(frame)}`);
      let node = level.get(key);
      if (!node) {
        node = { frame, id: path, all: [], ends: [], children: new Map() };
        level.set(key, node);
        buildings.push(node);
      }
      node.all.push(group);
      if (depth === frames.length - 1) node.ends.push(group);
      level = node.children;
    });
  }
  // Children come after their parents. Not by recursion: a stack can be deeper than ours may be.
  const finished = new Map<Building, ForestNode>();
  const finishedOf = (level: ReadonlyMap<string, Building>) =>
    [...level.values()].map((node) => finished.get(node) as ForestNode);
  for (const node of buildings.reverse()) {
    finished.set(node, finish(node, finishedOf(node.children)));
  }
  return finishedOf(roots);
}

function finish({ frame, id, all, ends }: Building, children: readonly ForestNode[]): ForestNode {
  const ages = all.map(({ ageMs }) => ageMs).filter((age) => age !== null);
  return {
    id,
    frame,
    count: all.reduce((sum, { count }) => sum + count, 0),
    countIsExact: all.every(({ countIsExact }) => countIsExact),
    state: worstState(all),
    oldestAgeMs: ages.length > 0 ? Math.max(...ages) : null,
    observedMs: Math.max(...all.map(({ observedMs }) => observedMs)),
    children,
    groups: ends,
  };
}

function worstState(groups: readonly TaskGroup[]): TaskState {
  if (groups.some(({ state }) => state === 'cycle')) return 'cycle';
  return groups.some(({ state }) => state === 'stuck') ? 'stuck' : 'pending';
}
