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
/** Of one place in one report; the group's own count has the rest. */
const mostPerReport = 50;

export class LostPromises {
  /** By node and exactness: what has been reported. */
  readonly #reported = new Map<string, number>();

  /** @returns what is new in the newest counts; one entry per task */
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
    const fresh = new Map<NodeCount, number>();
    const explained = new Map<number, number>();
    for (const count of stacks.counts) {
      const key = `${count.node}:${count.exact}:${proven}`;
      const news = lostOf(count) - (this.#reported.get(key) ?? 0);
      if (news <= 0) continue;
      this.#reported.set(key, lostOf(count));
      fresh.set(count, news);
      // The promise of an async function goes with what the function awaited, and is no loss of its own.
      const outer = stacks.parentOf(count.node);
      explained.set(outer, (explained.get(outer) ?? 0) + news);
    }
    const found: LostContinuation[] = [];
    for (const [count, news] of fresh) {
      const tasks = Math.min(mostPerReport, Math.round(news - (explained.get(count.node) ?? 0)));
      const group = lostGroup(stacks, count);
      const followedMs = Math.round(count.goneAfterMs);
      for (let i = 0; i < tasks; i++) found.push({ time, group, followedMs, proven });
    }
    return found;
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
