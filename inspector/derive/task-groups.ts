/** Derives the groups of tasks with identical stacks from what the probe collected. */
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import type { CollectedStacks, PlacedFrame } from './collected-stacks.ts';
import { cycleGroups } from './cycles.ts';
import { foldFanOuts } from './fold-fan-outs.ts';
import { stackId, toFrames } from './frames.ts';
import { countTasks, type NodeTasks } from './task-counts.ts';

export interface DerivedTasks {
  readonly groups: readonly TaskGroup[];
  /** Pending promises that no visible async function awaits and that are not an outermost function's own. */
  readonly unawaited: number;
}

/** The order is the same for the same content: cycles, then the longest observed, then the largest. */
export function deriveTasks(collected: CollectedStacks): DerivedTasks {
  const { trie, deep } = collected.report;
  const counts = countTasks(trie, collected.frames);
  const groups: TaskGroup[] = [...cycleGroups(collected)];
  for (let node = 1; node < counts.length; node++) {
    const tasks = counts[node] as NodeTasks;
    if (tasks.leaves > 0) groups.push(groupAt(collected, node, tasks));
  }
  for (const { frames, promises, observedMs } of deep) {
    const stack = frames.map((id) => collected.frames[id] as PlacedFrame);
    groups.push({
      ...pendingGroup(stack, observedMs, promises),
      count: promises,
      countIsExact: false,
      truncated: true,
    });
  }
  return {
    groups: [...foldFanOuts(groups)].sort(compareGroups),
    unawaited: counts[0]?.leaves ?? 0,
  };
}

function groupAt(collected: CollectedStacks, node: number, tasks: NodeTasks): TaskGroup {
  const { trie } = collected.report;
  const stack: PlacedFrame[] = [];
  for (let at = node; at > 0; at = trie.parent[at - 1] as number) {
    stack.push(collected.frames[trie.frame[at - 1] as number] as PlacedFrame);
  }
  const group = pendingGroup(stack, trie.observedMs[node] as number, trie.promises[node] as number);
  return {
    ...group,
    count: tasks.leaves,
    countIsExact: tasks.exact,
    waitsFor: waitsFor(stack, tasks.mixed),
  };
}

function pendingGroup(
  stack: readonly PlacedFrame[],
  observedMs: number,
  promises: number,
): Omit<TaskGroup, 'count' | 'countIsExact'> {
  const frames = toFrames(stack);
  return {
    id: stackId(frames),
    promises,
    ageMs: null,
    observedMs,
    state: 'pending',
    frames,
    truncated: false,
    waitsFor: waitsFor(stack, false),
    proven: false,
  };
}

/** @param mixed others at the same `await` show a frame further in, so this one awaits what V8 does not follow */
function waitsFor(stack: readonly PlacedFrame[], mixed: boolean): string | null {
  const innermost = stack[0];
  if (innermost?.raw.combinator) {
    const { kind, index } = innermost.raw.combinator;
    return index === null ? `a member of Promise.${kind}` : `member ${index} of Promise.${kind}`;
  }
  const awaits = innermost?.awaits;
  if (!awaits) return null;
  if (awaits.form === 'for-await' || awaits.form === 'yield*')
    return `the next value of ${awaits.text}`;
  // V8 would show the called function, were it suspended on a promise with one reaction.
  const hidden = mixed || innermost.awaitsAsyncFunction;
  return hidden && awaits.callee
    ? `a shared promise inside ${awaits.callee}(), or one that it returned`
    : awaits.text;
}

function compareGroups(a: TaskGroup, b: TaskGroup): number {
  const rank = (group: TaskGroup) => (group.state === 'cycle' ? 0 : 1);
  return (
    rank(a) - rank(b) ||
    (b.ageMs ?? b.observedMs) - (a.ageMs ?? a.observedMs) ||
    b.count - a.count ||
    (a.id < b.id ? -1 : 1)
  );
}
