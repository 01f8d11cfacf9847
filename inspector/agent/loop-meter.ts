/** Measures event-loop delay and utilization between two calls, with Node's own histogram. */
import type { LoopReading } from '../../protocol/agent.ts';
import type { DelayHistogram, Host, LoopUtilization } from './host.ts';

/** Milliseconds between the histogram's timer ticks, which its readings include: an idle loop reads 10. */
const resolution = 10;

export class LoopMeter {
  readonly #host: Host;
  #histogram: DelayHistogram | null = null;
  #before: LoopUtilization | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  start(): void {
    this.stop();
    this.#histogram = this.#host.monitorEventLoopDelay?.({ resolution }) ?? null;
    this.#histogram?.enable();
    this.#before = this.#host.eventLoopUtilization?.() ?? null;
  }

  read(): LoopReading | null {
    const histogram = this.#histogram;
    if (!histogram) return null;
    const lagMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);
    const reading: LoopReading = {
      turned: histogram.count > 0,
      p50Ms: lagMs(histogram.percentile(50)),
      p99Ms: lagMs(histogram.percentile(99)),
      maxMs: lagMs(histogram.max),
      utilization: this.#utilization(),
    };
    this.stop();
    return reading;
  }

  stop(): void {
    this.#histogram?.disable();
    this.#histogram = null;
  }

  #utilization(): number {
    const after = this.#host.eventLoopUtilization?.();
    if (!after || !this.#before) return 0;
    const active = after.active - this.#before.active;
    const total = active + after.idle - this.#before.idle;
    return total > 0 ? active / total : 0;
  }
}
