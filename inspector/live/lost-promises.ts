/** Finds lost continuations in the counts: promises that were collected while a function awaited them. */
import type { NodeCount } from '../../protocol/agent-live.ts';
import type { LiveTaskGroup } from '../../protocol/live.ts';
import type { LostContinuation } from '../../protocol/observations.ts';
import { stackId } from '../derive/frames.ts';
import type { FollowedStacks } from './followed-stacks.ts';
import { groupStack } from './live-groups.ts';

/** Without a watch on settlings: so many must have vanished, and hardly any been seen to settle. */
const fewestVanished = 3;
const mostSettledShare = 0.1;
/** Of one place at once; the group's own count has the rest. */
const mostAtOnce = 50;
/** Milliseconds: what belongs together is not always collected together. */
const holdMs = 2_500;

interface Known {
  reported: number;
  /** Since when there has been more; `null` when there is not. */
  since: number | null;
}

export class LostPromises {
  /** By node, exactness and proof. */
  readonly #known = new Map<string, Known>();

  /**
   * To be called about once a second.
   * @param time milliseconds, on any clock
   * @returns what is new; one entry per task
   */
  news(stacks: FollowedStacks, time: number): readonly LostContinuation[] {
    return [
      ...this.#newsOf(stacks, time, true, ({ lost }) => lost),
      ...this.#newsOf(stacks, time, false, suspects),
    ];
  }

  #newsOf(
    stacks: FollowedStacks,
    time: number,
    proven: boolean,
    lostOf: (count: NodeCount) => number,
  ): readonly LostContinuation[] {
    // The promises of async functions go with what the innermost one awaited, and are no losses of their own.
    const explained = new Map<number, number>();
    const found: LostContinuation[] = [];
    // Children have higher numbers than their parents: the innermost ones come first.
    for (const count of stacks.counts.toSorted((a, b) => b.node - a.node)) {
      const own =
        lostOf(count) / stacks.promisesEach(count.node) - (explained.get(count.node) ?? 0);
      if (own < 0.5) continue;
      for (let at = stacks.parentOf(count.node); at > 0; at = stacks.parentOf(at)) {
        explained.set(at, (explained.get(at) ?? 0) + own);
      }
      const tasks = this.#fresh(`${count.node}:${count.exact}:${proven}`, Math.round(own), time);
      if (tasks <= 0) continue;
      const group = lostGroup(stacks, count);
      const followedMs = Math.round(count.goneAfterMs);
      for (let i = 0; i < Math.min(mostAtOnce, tasks); i++) {
        found.push({ time, group, followedMs, proven });
      }
    }
    return found;
  }

  /** How many more there have been than were reported, for long enough. */
  #fresh(key: string, own: number, time: number): number {
    const known = this.#known.get(key) ?? { reported: 0, since: null };
    this.#known.set(key, known);
    const more = own - known.reported;
    known.since = more > 0 ? (known.since ?? time) : null;
    if (known.since === null || time - known.since < holdMs) return 0;
    known.reported = own;
    known.since = null;
    return more;
  }
}

function suspects({ vanished, settled }: NodeCount): number {
  return vanished >= fewestVanished && settled <= vanished * mostSettledShare ? vanished : 0;
}

function lostGroup(stacks: FollowedStacks, count: NodeCount): LiveTaskGroup {
  const { frames } = groupStack(stacks, count.node);
  const { frames: numbers } = stacks.stackOf(count.node);
  return {
    id: stackId(frames),
    count: count.pending,
    countIsExact: false,
    promises: count.pending,
    ageMs: null,
    observedMs: 0,
    state: 'pending',
    frames,
    truncated: false,
    waitsFor: stacks.placed[numbers[0] ?? -1]?.awaits?.text ?? null,
    proven: false,
    estimated: !count.exact,
    departed: { settled: count.settled, lost: count.lost },
  };
}
