/** Samples the state of the target's main thread while a block lasts. */
import type { ThreadStates } from './block-facts.ts';
import { readMainThread } from './thread-stat.ts';

export class ThreadStateSampler {
  readonly #pid: number | null;
  #states = { running: 0, sleeping: 0, disk: 0, stopped: 0 };
  #samples = 0;

  /** @param pid the target on this machine; `null` when it is on another one */
  constructor(pid: number | null) {
    this.#pid = pid;
  }

  sample(): void {
    const state = readMainThread(this.#pid)?.state;
    if (!state) return;
    this.#samples++;
    this.#states[state]++;
  }

  states(): ThreadStates | null {
    return this.#samples > 0 ? { ...this.#states } : null;
  }
}
