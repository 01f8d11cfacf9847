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
/**
 * And time after time: when many settle at once and are collected right behind that, none of them may be seen in between.
 * Milliseconds.
 */
const recurring = { times: 3, overMs: 10_000 };
/** Of one place at once; the group's own count has the rest. */
const mostAtOnce = 50;
/** Milliseconds: what belongs together is not always collected together. */
const holdMs = 2_500;

interface Known {
  reported: number;
  /** Since when there has been more; `null` when there is not. */
  since: number | null;
}

interface Growth {
  total: number;
  times: number;
  firstMs: number;
  lastMs: number;
}

export class LostPromises {
  /** By node, exactness and proof. */
  readonly #known = new Map<string, Known>();
  /** The same, of what is only suspected. */
  readonly #growths = new Map<string, Growth>();

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
      const key = `${count.node}:${count.exact}:${proven}`;
      if (!proven && !this.#recurs(key, own, time)) continue;
      const tasks = this.#fresh(key, Math.round(own), time);
      if (tasks <= 0) continue;
      const group = lostGroup(stacks, count);
      const followedMs = Math.round(count.goneAfterMs);
      for (let i = 0; i < Math.min(mostAtOnce, tasks); i++) {
        found.push({ time, group, followedMs, proven });
      }
    }
    return found;
  }

  #recurs(key: string, own: number, time: number): boolean {
    const growth = this.#growths.get(key) ?? { total: 0, times: 0, firstMs: time, lastMs: time };
    this.#growths.set(key, growth);
    if (own > growth.total) {
      growth.times++;
      growth.lastMs = time;
    }
    growth.total = own;
    return growth.times >= recurring.times && growth.lastMs - growth.firstMs >= recurring.overMs;
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
