/**
 * Await cycles: async functions that await each other. Each promise on a cycle shows up once, with the cycle
 * as its stack, beginning at its own awaiter: so a cycle of n frames appears as its n rotations.
 */
import type { PeriodicStack } from '../../protocol/agent.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import type { CollectedStacks, PlacedFrame } from './collected-stacks.ts';
import { frameKey, stackId, toFrames } from './frames.ts';

interface Cycle {
  /** Frame numbers of one round, in the rotation that stands for all of them. */
  readonly round: readonly number[];
  /** Promises by rotation. */
  readonly rotations: Map<string, number>;
  /** Stacks that lead into the cycle through a combinator: other members of a list that the cycle awaits. */
  readonly ways: PeriodicStack[];
  endless: boolean;
  observedMs: number;
  promises: number;
}

export function cycleGroups(collected: CollectedStacks): readonly TaskGroup[] {
  const cycles = new Map<string, Cycle>();
  for (const stack of collected.report.periodic) {
    const prefix = stack.frames.length - stack.period;
    const round = stack.frames.slice(prefix);
    const canonical = canonicalRotation(round, collected.frames);
    const cycle = cycleOf(cycles, canonical);
    if (prefix > 0) {
      cycle.ways.push(stack);
      continue;
    }
    cycle.rotations.set(round.join(), (cycle.rotations.get(round.join()) ?? 0) + stack.promises);
    cycle.promises += stack.promises;
    cycle.observedMs = Math.max(cycle.observedMs, stack.observedMs);
    cycle.endless &&= stack.endless;
  }
  return [...cycles.values()].flatMap((cycle) => groupsOf(cycle, collected.frames));
}

function cycleOf(cycles: Map<string, Cycle>, round: readonly number[]): Cycle {
  const key = round.join();
  let cycle = cycles.get(key);
  if (!cycle) {
    cycle = { round, rotations: new Map(), ways: [], endless: true, observedMs: 0, promises: 0 };
    cycles.set(key, cycle);
  }
  return cycle;
}

/** The rotation that stands for all: it ends with a function, so that combinators precede who awaits them. */
function canonicalRotation(
  round: readonly number[],
  frames: readonly PlacedFrame[],
): readonly number[] {
  const candidates = round
    .map((_, i) => [...round.slice(i), ...round.slice(0, i)])
    .filter((rotation) => !frames[rotation.at(-1) as number]?.raw.combinator)
    .map((rotation) => ({ rotation, key: keyOf(rotation, frames) }));
  candidates.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return candidates[0]?.rotation ?? round;
}

function keyOf(round: readonly number[], frames: readonly PlacedFrame[]): string {
  return toFrames(round.map((id) => frames[id] as PlacedFrame))
    .map(frameKey)
    .join('\u0001');
}

function groupsOf(cycle: Cycle, placed: readonly PlacedFrame[]): TaskGroup[] {
  const stack = cycle.round.map((id) => placed[id] as PlacedFrame);
  const frames = toFrames(stack);
  const counts = [...cycle.rotations.values()];
  const count = counts.length > 0 ? Math.min(...counts) : 0;
  const group: TaskGroup = {
    id: stackId(frames, 'cycle:'),
    count: Math.max(1, count),
    countIsExact: isPure(cycle),
    promises: cycle.promises,
    ageMs: null,
    observedMs: cycle.observedMs,
    state: 'cycle',
    frames,
    truncated: false,
    waitsFor: null,
    proven: cycle.endless && isPure(cycle) && !canBeBroken(cycle, placed),
  };
  return [group, ...cycle.ways.map((way) => wayInto(way, placed))];
}

/**
 * True when there is exactly one promise for each frame of each round. A surplus is something else that can
 * settle a promise on the cycle, such as another member of a `race`, or an executor that kept its resolver.
 */
function isPure(cycle: Cycle): boolean {
  const counts = [...cycle.rotations.values()];
  return counts.length === rotationsOf(cycle.round) && counts.every((count) => count === counts[0]);
}

/** Different rotations of a round: fewer than frames when the round has one frame only. */
function rotationsOf(round: readonly number[]): number {
  return new Set(round.map((_, i) => [...round.slice(i), ...round.slice(0, i)].join())).size;
}

/** Another pending member can end a `Promise.all` by rejecting and a `Promise.any` by fulfilling. */
function canBeBroken(cycle: Cycle, placed: readonly PlacedFrame[]): boolean {
  return cycle.ways.some(({ frames, period }) =>
    frames
      .slice(0, frames.length - period)
      .some(
        (id) => placed[id]?.raw.combinator && placed[id]?.raw.combinator?.kind !== 'allSettled',
      ),
  );
}

/** Tasks that the cycle waits for as well: its stack, then the cycle. */
function wayInto(way: PeriodicStack, placed: readonly PlacedFrame[]): TaskGroup {
  const frames = toFrames(endingWithFunction(way, placed));
  return {
    id: stackId(frames, 'way:'),
    count: way.promises,
    countIsExact: false,
    promises: way.promises,
    ageMs: null,
    observedMs: way.observedMs,
    state: 'pending',
    frames,
    truncated: true,
    waitsFor: null,
    proven: false,
  };
}

/** Where one round ends with a combinator, its awaiter is the next frame of the round. */
function endingWithFunction(
  { frames, period }: PeriodicStack,
  placed: readonly PlacedFrame[],
): readonly PlacedFrame[] {
  const stack = frames.map((id) => placed[id] as PlacedFrame);
  for (let i = stack.length - period; stack.at(-1)?.raw.combinator && i < frames.length; i++) {
    stack.push(stack[i] as PlacedFrame);
  }
  return stack;
}
