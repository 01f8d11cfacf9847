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

/**
 * Cycles are roots of their own: a cycle has no outermost function. Nodes keep the order of the groups. A node finds
 * its children when it is asked for them, so that a forest costs only what somebody looks at.
 */
export function buildForest(
  groups: readonly TaskGroup[],
  order: ForestOrder,
): readonly ForestNode[] {
  return nodesAt(groups, 0, order, null);
}

const frameAt = ({ frames }: TaskGroup, depth: number, order: ForestOrder): Frame | undefined =>
  order === 'innermost' ? frames[depth] : frames[frames.length - 1 - depth];

/** @param above id of the node around, of which all `groups` are */
function nodesAt(
  groups: readonly TaskGroup[],
  depth: number,
  order: ForestOrder,
  above: string | null,
): readonly ForestNode[] {
  const level = new Map<string, { path: string; frame: Frame; below: TaskGroup[] }>();
  for (const group of groups) {
    const frame = frameAt(group, depth, order);
    if (!frame) continue;
    const path = above ?? (group.state === 'cycle' ? `cycle:${group.id}` : order);
    const key = above === null && group.state === 'cycle' ? path : frameKey(frame);
    const node = level.get(key);
    if (node) node.below.push(group);
    else level.set(key, { path, frame, below: [group] });
  }
  return [...level.values()].map(({ path, frame, below }) =>
    nodeOf(stableId(`${path}\u0001${frameKey(frame)}`), frame, below, depth, order),
  );
}

function nodeOf(
  id: string,
  frame: Frame,
  below: readonly TaskGroup[],
  depth: number,
  order: ForestOrder,
): ForestNode {
  let children: readonly ForestNode[] | null = null;
  let count = 0;
  let countIsExact = true;
  let oldestAgeMs: number | null = null;
  let observedMs = 0;
  for (const group of below) {
    count += group.count;
    countIsExact &&= group.countIsExact;
    observedMs = Math.max(observedMs, group.observedMs);
    if (group.ageMs !== null) oldestAgeMs = Math.max(oldestAgeMs ?? 0, group.ageMs);
  }
  return {
    id,
    frame,
    count,
    countIsExact,
    state: worstState(below),
    oldestAgeMs,
    observedMs,
    get children() {
      children ??= nodesAt(below, depth + 1, order, id);
      return children;
    },
    groups: below.filter(({ frames }) => frames.length === depth + 1),
  };
}

function worstState(groups: readonly TaskGroup[]): TaskState {
  if (groups.some(({ state }) => state === 'cycle')) return 'cycle';
  return groups.some(({ state }) => state === 'stuck') ? 'stuck' : 'pending';
}
