/** Looks after the worker threads of a target for as long as a live session lasts. */
import type { Frame } from '../../../protocol/frame.ts';
import type { ObservedWorkers } from '../../../protocol/observations.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Logger } from '../../base/logger.ts';
import type { CdpConnection } from '../../cdp/connection.ts';
import type { FramePlacer } from '../../collect/place-frames.ts';
import { observedWorkers } from './observe-workers.ts';
import { WorkerLook } from './worker-look.ts';

/** Milliseconds from one round of questions to the next. In between, nothing of ours is on the threads. */
const periodMs = 5_000;
/** Milliseconds that a loop has for its turn, and between two looks at one that gives none. */
const patienceMs = 1_500;

export interface WorkerWatchParts {
  readonly connection: CdpConnection;
  readonly placer: FramePlacer;
  readonly log: Logger;
  /** The stacks of the main thread's pending tasks. */
  readonly stacks: () => readonly (readonly Frame[])[];
}

export class WorkerWatch implements Disposable {
  readonly #parts: WorkerWatchParts;
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #look: WorkerLook | null = null;
  /** As last seen; `null` before the first round. */
  observed: ObservedWorkers | null = null;

  constructor(parts: WorkerWatchParts) {
    this.#parts = parts;
    this.#next(periodMs);
  }

  #next(milliseconds: number): void {
    if (this.#over.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#round(), milliseconds);
    this.#timer.unref();
  }

  /** A thread that gives no turn stays asked, as only then it is known that it gave none all along. */
  async #round(): Promise<void> {
    try {
      const goesOn = this.#look ? await this.#see(this.#look) : await this.#ask();
      this.#next(goesOn ? patienceMs : periodMs);
    } catch (error) {
      this.#parts.log.debug(`worker threads: ${String(error)}`);
      await this.#end();
      this.#next(periodMs);
    }
  }

  async #ask(): Promise<boolean> {
    const look = await WorkerLook.begin(this.#parts.connection);
    this.#look = look;
    if (this.#over.signal.aborted || !look.waits) await this.#end();
    return this.#look !== null;
  }

  async #see(look: WorkerLook): Promise<boolean> {
    const { placer, stacks } = this.#parts;
    const { signal } = this.#over;
    const loops = await look.loops(placer, signal);
    this.observed = await observedWorkers(loops, stacks(), placer, signal);
    if (!look.waits) await this.#end();
    return this.#look !== null;
  }

  async #end(): Promise<void> {
    const look = this.#look;
    this.#look = null;
    await look?.end();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
    void this.#end();
  }
}
