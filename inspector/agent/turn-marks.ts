/** Notes when the event loop turns, for as long as a CPU profile is recorded: V8's samples do not show it. */
import type { Host } from './host.ts';

/** Milliseconds between two marks of a loop that turns freely. */
const intervalMs = 5;
/** More than fit into the longest recording; 128 kB while it lasts. What finds no room is not noted. */
const most = 16_384;

export class TurnMarks {
  readonly #host: Host;
  #stop = () => {};
  #marks: Float64Array | null = null;
  #count = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  start(): void {
    this.stop();
    const marks = new Float64Array(most);
    this.#marks = marks;
    this.#count = 0;
    this.#stop = this.#host.every(intervalMs, () => {
      if (this.#count < most) marks[this.#count++] = this.#host.now();
    });
  }

  /** Ends it. @returns milliseconds on the agent's clock, ascending */
  take(): readonly number[] {
    const marks = [...(this.#marks?.subarray(0, this.#count) ?? [])];
    this.stop();
    return marks;
  }

  stop(): void {
    this.#stop();
    this.#stop = () => {};
    this.#marks = null;
  }
}
