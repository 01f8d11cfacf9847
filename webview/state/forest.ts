/** The await forest as the icicle shows it: stacks merged from the outermost function inwards. */
import type { TaskState } from '../../protocol/pending-tasks.ts';
import { groupFlags } from '../../protocol/rpc/webview.ts';
import type { Tasks } from './tasks.ts';

export interface ForestOptions {
  readonly showInternal: boolean;
  readonly width: 'tasks' | 'time';
}

/** Nodes are numbers from 1; 0 is the root, of everything. Children have higher numbers than their parents. */
export class Forest {
  readonly tasks: Tasks;
  readonly #parent: number[] = [0];
  /** A node of the picture with the frame to show. */
  readonly #shown: number[] = [0];
  readonly #weight: number[] = [0];
  readonly #count: number[] = [0];
  readonly #stuck: number[] = [0];
  readonly #cycle: number[] = [0];
  readonly #children: number[][] = [[]];

  constructor(tasks: Tasks, { showInternal, width }: ForestOptions) {
    this.tasks = tasks;
    const mapped = this.#mergeNodes(showInternal);
    for (let group = 0; group < tasks.size; group++) {
      const node = mapped[tasks.node(group)] ?? 0;
      const flags = tasks.flags(group);
      const count = tasks.count(group);
      add(this.#count, node, count);
      add(this.#weight, node, width === 'tasks' ? count : tasks.waited(group));
      if (flags & groupFlags.stuck) add(this.#stuck, node, count);
      if (flags & groupFlags.cycle) add(this.#cycle, node, count);
    }
    for (let node = this.#parent.length - 1; node > 0; node--) {
      const parent = this.#parent[node] as number;
      for (const column of [this.#count, this.#weight, this.#stuck, this.#cycle]) {
        add(column, parent, column[node] as number);
      }
      this.#children[parent]?.push(node);
    }
    for (const children of this.#children) {
      children.sort((a, b) => this.weight(b) - this.weight(a) || a - b);
    }
  }

  /** @returns for each node of the picture, the node here in which it is seen */
  #mergeNodes(showInternal: boolean): readonly number[] {
    const { nodes, frames } = this.tasks.picture;
    const mapped = [0];
    const known = new Map<number, number>();
    nodes.parent.forEach((parentInPicture, index) => {
      const parent = mapped[parentInPicture] as number;
      const frame = nodes.frame[index] as number;
      if (!showInternal && frames.internal[frame] === 1) {
        mapped.push(parent);
        return;
      }
      const key = parent * 2 ** 24 + frame;
      let node = known.get(key);
      if (node === undefined) {
        node = this.#parent.push(parent) - 1;
        known.set(key, node);
        this.#shown.push(index + 1);
        for (const column of [this.#weight, this.#count, this.#stuck, this.#cycle]) column.push(0);
        this.#children.push([]);
      }
      mapped.push(node);
    });
    return mapped;
  }

  get size(): number {
    return this.#parent.length - 1;
  }

  parent(node: number): number {
    return this.#parent[node] ?? 0;
  }

  /** The widest first. */
  children(node: number): readonly number[] {
    return this.#children[node] ?? [];
  }

  /** Tasks, or milliseconds waited. */
  weight(node: number): number {
    return this.#weight[node] ?? 0;
  }

  count(node: number): number {
    return this.#count[node] ?? 0;
  }

  stuck(node: number): number {
    return this.#stuck[node] ?? 0;
  }

  /** The most alarming state in the node and below. */
  state(node: number): TaskState {
    if (this.#cycle[node]) return 'cycle';
    return this.#stuck[node] ? 'stuck' : 'pending';
  }

  frame(node: number) {
    return this.tasks.frameOfNode(this.#shown[node] ?? 0);
  }

  frameIndex(node: number): number {
    return this.tasks.picture.nodes.frame[(this.#shown[node] ?? 0) - 1] ?? -1;
  }

  /** The same for the same frame in the next picture, among its siblings. */
  key(node: number): string {
    const { function: name, file, line, column } = this.frame(node);
    return `${name.slice(0, 60)}\u0000${file}\u0000${line}:${column}`;
  }

  keysTo(node: number): readonly string[] {
    const keys: string[] = [];
    for (let at = node; at > 0; at = this.parent(at)) keys.push(this.key(at));
    return keys.reverse();
  }

  /** The node at the end of the keys, or as far as they lead. */
  find(keys: readonly string[]): number {
    let node = 0;
    for (const key of keys) {
      const next = this.children(node).find((child) => this.key(child) === key);
      if (next === undefined) return node;
      node = next;
    }
    return node;
  }
}

function add(column: number[], index: number, value: number): void {
  column[index] = (column[index] ?? 0) + value;
}
