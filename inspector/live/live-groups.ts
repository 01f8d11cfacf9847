/** The groups of tasks that are pending now, from the promises that the agent follows. */
import type { NodeCount } from '../../protocol/agent-live.ts';
import type { Departures, LiveTaskGroup } from '../../protocol/live.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';
import { stackId, toFrames } from '../derive/frames.ts';
import { deriveTasks } from '../derive/task-groups.ts';
import { estimatedGroups, estimatedPrefix } from './estimated-groups.ts';
import { beforeAttach, type FollowedStacks } from './followed-stacks.ts';

/** A group with what only the histories need. */
export interface ObservedGroup {
  readonly group: LiveTaskGroup;
  /** Of its tasks, those that have been seen pending for longer than the threshold. */
  readonly stuck: number;
}

export interface LiveGroups {
  readonly groups: readonly ObservedGroup[];
  /** What has become of the promises of a group, also of one that is empty now. */
  readonly departed: (group: LiveTaskGroup) => Departures;
}

export function liveGroups(
  stacks: FollowedStacks,
  nowMs: number,
  stuckAfterMs: number,
): LiveGroups {
  const counts = countsById(stacks);
  const report = stacks.exactReport(nowMs);
  // That a called function shows no frame of its own only means here that its `await` is younger than survivors are.
  const frames = stacks.placed.map((frame) => ({ ...frame, awaitsAsyncFunction: false }));
  const exact = deriveTasks({ frames, report }).groups;
  const groups = [
    ...exact.map((group) => ({ ...group, estimated: false })),
    ...estimatedGroups(stacks, nowMs).map((group) => ({ ...group, estimated: true })),
  ];
  return {
    groups: groups.map((group) => observed(group, counts.get(group.id), stuckAfterMs)),
    departed(group) {
      const count = counts.get(group.id);
      return count ? departuresOf(count, group) : group.departed;
    },
  };
}

function observed(
  group: TaskGroup & { readonly estimated: boolean },
  count: NodeCount | undefined,
  stuckAfterMs: number,
): ObservedGroup {
  const known = group.observedMs < beforeAttach;
  const observedMs = Math.round(known ? group.observedMs : group.observedMs - beforeAttach);
  const isStuck = group.state === 'pending' && observedMs >= stuckAfterMs;
  const live: LiveTaskGroup = {
    ...group,
    ageMs: known ? observedMs : null,
    observedMs,
    state: isStuck ? 'stuck' : group.state,
    waitsFor:
      group.waitsFor?.replace(hiddenCall, '$1(), in an await younger than half a second') ?? null,
    ages: count?.ages ?? null,
    departed: departuresOf(count, group),
  };
  const share = count && count.pending > 0 ? count.stuck / count.pending : isStuck ? 1 : 0;
  return { group: live, stuck: Math.round(group.count * share) };
}

const hiddenCall = /^a shared promise inside (.*)\(\), or one that it returned$/;

/** Promises that left, in tasks: a task may wait through more than one promise. */
function departuresOf(
  count: NodeCount | undefined,
  { count: tasks, promises }: TaskGroup,
): Departures {
  if (!count) return { settled: 0, lost: 0 };
  const perTask = Math.max(1, promises / Math.max(1, tasks));
  return {
    settled: Math.round(count.settled / perTask),
    lost: Math.round(count.lost / perTask),
    settledAfterMs: count.settledAfterMs,
  };
}

/** Counts by the id of the group that shows exactly their stack. */
function countsById(stacks: FollowedStacks): ReadonlyMap<string, NodeCount> {
  const counts = new Map<string, NodeCount>();
  for (const count of stacks.counts) {
    const { frames } = groupStack(stacks, count.node);
    if (frames.length > 0) counts.set(stackId(frames, count.exact ? '' : estimatedPrefix), count);
  }
  return counts;
}

export function groupStack(stacks: FollowedStacks, node: number): Pick<TaskGroup, 'frames'> {
  const { frames } = stacks.stackOf(node);
  return { frames: toFrames(frames.map((id) => stacks.placed[id] as PlacedFrame)) };
}
