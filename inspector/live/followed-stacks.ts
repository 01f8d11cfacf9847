/** Puts the agent's reports together: frames, the tree of stacks, and the newest counts. */
import type { PeriodicStack, ProbeReport } from '../../protocol/agent.ts';
import {
  cycleMark,
  deepMark,
  type FollowedReport,
  type NodeCount,
} from '../../protocol/agent-live.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';

/**
 * Ages go through the derivation as one number. What was pending before the first look is older than anything that
 * was born since, whatever was observed of it: so much older.
 */
export const beforeAttach = 2 ** 40;

/** The stack of one node, innermost first. */
export interface NodeStack {
  readonly frames: readonly number[];
  readonly kind: 'finite' | 'cycle' | 'deep';
  /** For cycles. */
  readonly period: number;
}

export class FollowedStacks {
  /** By the agent's numbers, as far as `add` was called. */
  readonly placed: PlacedFrame[] = [];
  readonly #parent: number[] = [];
  readonly #frame: number[] = [];
  readonly #stacks = new Map<number, NodeStack>();
  #complete = false;
  counts: readonly NodeCount[] = [];

  add(report: FollowedReport, placed: readonly PlacedFrame[]): void {
    this.placed.push(...placed);
    for (let i = 0; i + 1 < report.nodes.length; i += 2) {
      this.#parent.push(report.nodes[i] as number);
      this.#frame.push(report.nodes[i + 1] as number);
    }
    this.counts = report.counts;
    this.#complete = report.complete;
  }

  stackOf(node: number): NodeStack {
    let stack = this.#stacks.get(node);
    if (!stack) this.#stacks.set(node, (stack = this.#readStack(node)));
    return stack;
  }

  parentOf(node: number): number {
    return this.#parent[node - 1] ?? 0;
  }

  /** Of a function that is suspended there: one, or one for each link of a chain such as `load().then(parse)`. */
  promisesEach(node: number): number {
    const awaits = this.placed[this.stackOf(node).frames[0] ?? -1]?.awaits;
    return awaits?.form === 'await' ? awaits.chain.length + 1 : 1;
  }

  #readStack(node: number): NodeStack {
    const frames: number[] = [];
    for (let at = node; at > 0; at = this.parentOf(at)) frames.push(this.#frame[at - 1] as number);
    const mark = this.placed[frames.at(-1) ?? -1]?.raw.function ?? '';
    if (mark === deepMark) return { frames: frames.slice(0, -1), kind: 'deep', period: 0 };
    if (!mark.startsWith(cycleMark)) return { frames, kind: 'finite', period: 0 };
    const period = Number(mark.slice(cycleMark.length));
    return { frames: frames.slice(0, -1), kind: 'cycle', period };
  }

  /** The exact counts, as if one collection had found them. */
  exactReport(nowMs: number): ProbeReport {
    const promises = new Array<number>(this.#parent.length + 1).fill(0);
    const observedMs = new Array<number>(promises.length).fill(0);
    const periodic: PeriodicStack[] = [];
    const deep: PeriodicStack[] = [];
    for (const count of this.counts) {
      if (!count.exact || count.pending === 0) continue;
      const { kind, frames, period } = this.stackOf(count.node);
      const age = ageOf(count, nowMs);
      if (kind === 'finite') {
        promises[count.node] = count.pending;
        observedMs[count.node] = age;
        continue;
      }
      const stack = { frames, period, promises: count.pending, observedMs: age };
      // No stack that is known ends beyond the limit: a proof when all are known.
      (kind === 'cycle' ? periodic : deep).push({ ...stack, endless: this.#complete });
    }
    const pending = promises.reduce((sum, n) => sum + n, 0);
    return {
      frames: this.placed.map(({ raw }) => raw),
      trie: { parent: this.#parent, frame: this.#frame, promises, observedMs },
      periodic,
      deep,
      counts: { seen: pending, pending, probed: pending, tooDeep: 0, tooManyShapes: 0, failed: 0 },
      longestSliceMs: 0,
    };
  }
}

/** Milliseconds, see `beforeAttach`. */
export function ageOf({ bornMs, followedMs }: NodeCount, nowMs: number): number {
  return Math.max(0, nowMs - (bornMs ?? followedMs)) + (bornMs === null ? beforeAttach : 0);
}
