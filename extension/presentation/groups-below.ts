/** The groups of tasks in a node of the await forest and below it. */
import type { ForestNode } from '../../inspector/derive/await-forest.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';

const counted = new WeakMap<ForestNode, number>();

export function countGroups(node: ForestNode): number {
  let count = counted.get(node);
  if (count === undefined) {
    count = node.children.reduce((sum, child) => sum + countGroups(child), node.groups.length);
    counted.set(node, count);
  }
  return count;
}

/** At most `limit` of them, in the order of the tree. */
export function groupsBelow(node: ForestNode, limit: number): TaskGroup[] {
  const found: TaskGroup[] = [];
  const open: ForestNode[] = [node];
  while (open.length > 0 && found.length < limit) {
    const next = open.pop() as ForestNode;
    found.push(...next.groups);
    open.push(...next.children.toReversed());
  }
  return found.slice(0, limit);
}
