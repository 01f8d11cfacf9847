/** Which frames and groups a search finds. Cheap enough for each key press on a hundred thousand groups. */
import type { Tasks } from './tasks.ts';

export class Matches {
  /** Texts that hold what is searched. */
  readonly #texts: readonly boolean[];
  readonly #tasks: Tasks;
  /** By node: a frame of it, or of one further out, matches. */
  readonly #nodes: readonly boolean[];
  readonly all: boolean;

  constructor(tasks: Tasks, search: string) {
    const wanted = search.trim().toLowerCase();
    this.all = wanted === '';
    this.#tasks = tasks;
    const { texts, nodes } = tasks.picture;
    this.#texts = this.all ? [] : texts.map((text) => text.toLowerCase().includes(wanted));
    const found = [false];
    if (!this.all) {
      nodes.parent.forEach((parent, index) => {
        found.push(found[parent] === true || this.frame(nodes.frame[index] ?? -1));
      });
    }
    this.#nodes = found;
  }

  frame(index: number): boolean {
    const { frames } = this.#tasks.picture;
    return (
      this.all ||
      this.#texts[frames.function[index] ?? -1] === true ||
      this.#texts[frames.file[index] ?? -1] === true
    );
  }

  group(group: number): boolean {
    const { groups } = this.#tasks.picture;
    return (
      this.all ||
      this.#nodes[groups.node[group] ?? 0] === true ||
      this.#texts[groups.waitsFor[group] ?? -1] === true
    );
  }
}
