/** The Node.js processes of this machine, listed again now and then while somebody looks. */
import type { Disposable } from '../../inspector/base/disposable.ts';
import { Emitter } from '../../inspector/base/emitter.ts';
import type { NodeProcess } from '../../protocol/node-process.ts';

export type ListProcesses = (options: {
  readonly signal: AbortSignal;
}) => Promise<readonly NodeProcess[]>;

/** Milliseconds from the end of one listing to the next: gentle, as each reads every process's entry. */
const interval = 4000;

export class ProcessList implements Disposable {
  readonly #list: ListProcesses;
  readonly #changed = new Emitter<void>();
  readonly #ended = new AbortController();
  #processes: readonly NodeProcess[] | null = null;
  #error: Error | null = null;
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched = false;

  /** After each listing, also when nothing changed. */
  readonly onDidList = this.#changed.event;

  constructor(list: ListProcesses) {
    this.#list = list;
  }

  /** `null` until they were listed for the first time. */
  get processes(): readonly NodeProcess[] | null {
    return this.#processes;
  }

  /** Why the last listing failed, else `null`. */
  get error(): Error | null {
    return this.#error;
  }

  /** Lists now; calls that come while a listing runs share it. Never throws: see {@link error}. */
  refresh(): Promise<void> {
    this.#running ??= this.#listOnce().finally(() => {
      this.#running = null;
      this.#plan();
    });
    return this.#running;
  }

  /** Whether to list by itself. */
  watch(watched: boolean): void {
    if (watched === this.#watched) return;
    this.#watched = watched;
    if (watched) void this.refresh();
    else clearTimeout(this.#timer);
  }

  dispose(): void {
    this.#watched = false;
    clearTimeout(this.#timer);
    this.#ended.abort();
    this.#changed.dispose();
  }

  async #listOnce(): Promise<void> {
    try {
      this.#processes = await this.#list({ signal: this.#ended.signal });
      this.#error = null;
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error));
    }
    this.#changed.fire();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#watched) this.#timer = setTimeout(() => void this.refresh(), interval);
  }
}
