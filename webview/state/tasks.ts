/** The columns of a picture of tasks, read group by group. */
import type { Frame } from '../../protocol/frame.ts';
import type { AgeSpread } from '../../protocol/live.ts';
import type { TaskState } from '../../protocol/pending-tasks.ts';
import { groupFlags, type TasksPicture, type Trend } from '../../protocol/rpc/webview.ts';

export class Tasks {
  readonly picture: TasksPicture;
  readonly size: number;
  readonly #frames: (Frame | undefined)[] = [];
  #indices: ReadonlyMap<string, number> | null = null;

  constructor(picture: TasksPicture) {
    this.picture = picture;
    this.size = picture.groups.id.length;
  }

  /** Of all groups; cycles count as often as they are there. */
  get total(): number {
    return this.picture.groups.count.reduce((sum, count) => sum + count, this.picture.left.tasks);
  }

  id(group: number): string {
    return this.picture.groups.id[group] ?? '';
  }

  indexOf(id: string | null): number {
    this.#indices ??= new Map(this.picture.groups.id.map((each, index) => [each, index]));
    return id === null ? -1 : (this.#indices.get(id) ?? -1);
  }

  count(group: number): number {
    return this.picture.groups.count[group] ?? 0;
  }

  /** `~12` where the number is an estimate or is not certain. */
  countText(group: number, format: (count: number) => string): string {
    const flags = this.flags(group);
    const sure = (flags & groupFlags.exact) !== 0 && (flags & groupFlags.estimated) === 0;
    return `${sure ? '' : '~'}${format(this.count(group))}`;
  }

  flags(group: number): number {
    return this.picture.groups.flags[group] ?? 0;
  }

  state(group: number): TaskState {
    const flags = this.flags(group);
    if (flags & groupFlags.cycle) return 'cycle';
    return flags & groupFlags.stuck ? 'stuck' : 'pending';
  }

  /** Of the oldest task, at `now`; a lower bound when `ageIsKnown` is false. */
  age(group: number, now: number): number {
    const { ageMs, observedMs } = this.picture.groups;
    const known = ageMs[group] ?? -1;
    const since = Math.max(0, now - this.picture.time);
    return (known >= 0 ? known : (observedMs[group] ?? 0)) + since;
  }

  ageIsKnown(group: number): boolean {
    return (this.picture.groups.ageMs[group] ?? -1) >= 0;
  }

  ages(group: number): AgeSpread | null {
    return this.picture.groups.ages[group] ?? null;
  }

  trend(group: number): Trend | null {
    return this.picture.groups.trends[group] ?? null;
  }

  /** Milliseconds that all tasks of the group have waited together, as far as it is known. */
  waited(group: number): number {
    const ages = this.ages(group);
    const count = this.count(group);
    if (!ages) return count * this.age(group, this.picture.time);
    // Ages are those of promises, and a task may wait through more than one.
    const promises = ages.histogram.reduce((sum, n) => sum + n, 0);
    return promises > 0 ? (ages.total / promises) * count : 0;
  }

  waitsFor(group: number): string | null {
    return this.picture.texts[this.picture.groups.waitsFor[group] ?? -1] ?? null;
  }

  node(group: number): number {
    return this.picture.groups.node[group] ?? 0;
  }

  /** Innermost first. */
  stack(group: number): readonly Frame[] {
    return this.nodesOf(this.node(group)).map((node) => this.frameOfNode(node));
  }

  /** From this node outwards. */
  nodesOf(node: number): readonly number[] {
    const nodes: number[] = [];
    for (let at = node; at > 0; at = this.picture.nodes.parent[at - 1] ?? 0) nodes.push(at);
    return nodes;
  }

  /** The innermost frame that is the program's own, or the innermost at all. */
  place(group: number): Frame | null {
    const { nodes, frames } = this.picture;
    const first = this.node(group);
    for (let at = first; at > 0; at = nodes.parent[at - 1] ?? 0) {
      if (!frames.internal[nodes.frame[at - 1] ?? 0]) return this.frameOfNode(at);
    }
    return first > 0 ? this.frameOfNode(first) : null;
  }

  frameOfNode(node: number): Frame {
    return this.frame(this.picture.nodes.frame[node - 1] ?? 0);
  }

  frame(index: number): Frame {
    return (this.#frames[index] ??= this.#readFrame(index));
  }

  #readFrame(index: number): Frame {
    const { texts, frames } = this.picture;
    const more = frames.more[index] ?? { combinator: null, generated: null };
    return {
      function: texts[frames.function[index] ?? -1] ?? '',
      file: texts[frames.file[index] ?? -1] ?? '',
      line: frames.line[index] ?? 0,
      column: frames.column[index] ?? 0,
      internal: frames.internal[index] === 1,
      ...more,
    };
  }
}
