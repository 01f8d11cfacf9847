/** Samples the state of the target's main thread while a block lasts. Linux only: elsewhere the facts are missing. */
import { readFileSync } from 'node:fs';
import type { ThreadStates } from './block-facts.ts';

export class ThreadStateSampler {
  readonly #pid: number | null;
  #states = { running: 0, sleeping: 0, disk: 0, stopped: 0 };
  #samples = 0;

  /** @param pid the target on this machine; `null` when it is on another one */
  constructor(pid: number | null) {
    this.#pid = process.platform === 'linux' ? pid : null;
  }

  sample(): void {
    const state = this.#pid === null ? null : readThreadState(this.#pid);
    if (!state) return;
    this.#samples++;
    this.#states[state]++;
  }

  states(): ThreadStates | null {
    return this.#samples > 0 ? { ...this.#states } : null;
  }
}

function readThreadState(pid: number): keyof ThreadStates | null {
  try {
    return parseThreadState(readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** The state in `/proc/<pid>/stat`, see proc(5): the letter behind the name, which may hold anything. */
export function parseThreadState(stat: string): keyof ThreadStates | null {
  const letter = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  if (letter === 'R') return 'running';
  if (letter === 'D') return 'disk';
  if (letter === 'T' || letter === 't') return 'stopped';
  return letter === 'S' || letter === 'I' ? 'sleeping' : null;
}
