/** The target's messages on the client: parses what comes through the binding and hands it out by type. */
import type { AgentMessage, Heartbeat, LateBeat } from '../../protocol/agent-live.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';

/** A beat with the moment of its arrival, in milliseconds on the client's monotonic clock. */
export interface ArrivedBeat extends Heartbeat {
  readonly arrivedMs: number;
}

/** What watches for blocks needs to know. The events fire in the order in which the target sent them. */
export interface HeartbeatSource {
  readonly onBeat: Event<ArrivedBeat>;
  /** Follows a late beat. */
  readonly onLate: Event<LateBeat>;
  /** There are no beats from here on until the next one, and their absence means nothing. */
  readonly onWithdrawn: Event<void>;
}

export class Heartbeats implements HeartbeatSource, Disposable {
  readonly #now: () => number;
  readonly #beat = new Emitter<ArrivedBeat>();
  readonly #late = new Emitter<LateBeat>();
  readonly #withdrawn = new Emitter<void>();
  readonly onBeat = this.#beat.event;
  readonly onLate = this.#late.event;
  readonly onWithdrawn = this.#withdrawn.event;

  /** @param now the client's monotonic clock, in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  receive(message: AgentMessage): void {
    if (message.type === 'beat') this.#beat.fire({ ...message, arrivedMs: this.#now() });
    else if (message.type === 'late') this.#late.fire(message);
    else if (message.type === 'withdrawn') this.#withdrawn.fire();
  }

  dispose(): void {
    this.#beat.dispose();
    this.#late.dispose();
    this.#withdrawn.dispose();
  }
}
