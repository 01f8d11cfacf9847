/** Counts promises by await stack. Stacks that share their outer frames share nodes, so the answer stays small. */
import type { StackTrie } from '../../protocol/agent.ts';

/** Frame numbers fit below this, so that a parent and a frame make one exact number as a key. */
const frameSpace = 2 ** 20;

export class StackTrieBuilder {
  readonly #parent: number[] = [];
  readonly #frame: number[] = [];
  readonly #promises: number[] = [0];
  readonly #observedMs: number[] = [0];
  readonly #children = new Map<number, number>();
  readonly #maxNodes: number;

  constructor(maxNodes: number) {
    this.#maxNodes = maxNodes;
  }

  /**
   * Counts one promise.
   * @param stack frame numbers, innermost first
   * @returns false when the trie is full and the stack would need new nodes
   */
  add(stack: readonly number[], observedMs: number): boolean {
    let node = 0;
    for (let i = stack.length - 1; i >= 0; i--) {
      const frame = stack[i] as number;
      const key = node * frameSpace + frame;
      let child = this.#children.get(key);
      if (child === undefined) {
        if (this.#parent.length >= this.#maxNodes) return false;
        this.#parent.push(node);
        child = this.#frame.push(frame);
        this.#promises.push(0);
        this.#observedMs.push(0);
        this.#children.set(key, child);
      }
      node = child;
    }
    (this.#promises[node] as number)++;
    if (observedMs > (this.#observedMs[node] as number)) this.#observedMs[node] = observedMs;
    return true;
  }

  build(): StackTrie {
    return {
      parent: this.#parent,
      frame: this.#frame,
      promises: this.#promises,
      observedMs: this.#observedMs.map(Math.round),
    };
  }
}
