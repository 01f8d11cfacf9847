/**
 * CPU time of the target's main thread from beat to beat, where the kernel tells it from outside. Node before 23.9
 * knows only that of the whole process, in which worker threads and the thread pool take part: a main thread that
 * waits for a worker's answer would look as if it computed.
 */
import type { LateBeat } from '../../../protocol/agent-live.ts';

interface Interval {
  /** Of the beat at its end. */
  readonly sequence: number;
  readonly cpuMs: number;
  readonly elapsedMs: number;
}

/** Share of a block that must have been observed: beats that come in one go tell nothing of the time between them. */
const observed = 0.5;

export class MainThreadCpu {
  readonly #read: () => number | null;
  #last: { readonly cpuMs: number; readonly atMs: number } | null = null;
  #interval: Interval | null = null;

  /** @param read CPU time so far, in milliseconds; `null` where it is not known */
  constructor(read: () => number | null) {
    this.#read = read;
  }

  /** @param nowMs on the client's clock */
  beat(sequence: number, nowMs: number): void {
    const cpuMs = this.#read();
    const last = this.#last;
    this.#last = cpuMs === null ? null : { cpuMs, atMs: nowMs };
    this.#interval =
      cpuMs === null || last === null
        ? null
        : { sequence, cpuMs: cpuMs - last.cpuMs, elapsedMs: nowMs - last.atMs };
  }

  /** Within the block before a late beat, in milliseconds; `null` when not known. Asked before the next beat. */
  within({ sequence, durationMs, mainThreadMs }: LateBeat): number | null {
    if (mainThreadMs !== null) return mainThreadMs;
    const interval = this.#interval;
    if (interval?.sequence !== sequence || interval.elapsedMs < observed * durationMs) return null;
    const { cpuMs, elapsedMs } = interval;
    return elapsedMs >= durationMs ? cpuMs : (cpuMs * durationMs) / elapsedMs;
  }

  forget(): void {
    this.#last = null;
    this.#interval = null;
  }
}
