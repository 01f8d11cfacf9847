/**
 * Groups of tasks from sampled promises. The exact derivation compares the promises of a stack with those of the
 * stacks around it; samples scatter, so here a difference counts only beyond three standard deviations.
 */
import type { NodeCount } from '../../protocol/agent-live.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';
import { foldFanOuts } from '../derive/fold-fan-outs.ts';
import { stackId, toFrames } from '../derive/frames.ts';
import { ageOf, type FollowedStacks } from './followed-stacks.ts';

/** Standard deviations by which a stack must have more promises than those further in explain. */
const significant = 3;

interface Estimate {
  /** Suspended functions here, and how many samples that is made of. */
  functions: number;
  factor: number;
  inner: number;
}

/** What keeps an estimated group apart from the exact one with the same stack. */
export const estimatedPrefix = 'estimated:';

export function estimatedGroups(stacks: FollowedStacks, nowMs: number): readonly TaskGroup[] {
  const counts = stacks.counts.filter(
    ({ exact, pending, node }) => !exact && pending > 0 && node > 0,
  );
  const byNode = new Map(counts.map((count) => [count.node, estimateOf(count, stacks)]));
  const groups: TaskGroup[] = [];
  // Children have higher numbers than their parents: the innermost ones come first.
  for (const count of [...counts].sort((a, b) => b.node - a.node)) {
    const estimate = byNode.get(count.node) as Estimate;
    const rest = estimate.functions - estimate.inner;
    const noise =
      significant * estimate.factor * Math.sqrt(Math.max(1, estimate.inner / estimate.factor));
    const leaves = estimate.inner === 0 ? rest : rest > noise ? rest : 0;
    if (leaves > 0) groups.push(groupOf(count, Math.max(1, Math.round(leaves)), stacks, nowMs));
    const parent = byNode.get(stacks.parentOf(count.node));
    if (parent) parent.inner += Math.max(estimate.functions, estimate.inner);
  }
  return foldFanOuts(groups, estimatedPrefix);
}

function estimateOf({ node, pending, samples }: NodeCount, stacks: FollowedStacks): Estimate {
  const functions = pending / stacks.promisesEach(node);
  return { functions, factor: pending / samples, inner: 0 };
}

function groupOf(
  count: NodeCount,
  tasks: number,
  stacks: FollowedStacks,
  nowMs: number,
): TaskGroup {
  const { frames: numbers, kind } = stacks.stackOf(count.node);
  const frames = toFrames(numbers.map((id) => stacks.placed[id] as PlacedFrame));
  return {
    id: stackId(frames, estimatedPrefix),
    count: tasks,
    countIsExact: false,
    promises: Math.round(count.pending),
    ageMs: null,
    observedMs: ageOf(count, nowMs),
    state: kind === 'cycle' ? 'cycle' : 'pending',
    frames,
    truncated: kind === 'deep',
    waitsFor: stacks.placed[numbers[0] ?? -1]?.awaits?.text ?? null,
    proven: false,
  };
}
