// How the fixed examples compute for long without blocking: a slice at a time, with a turn of the event loop between.
import { setImmediate as nextTurn } from 'node:timers/promises';

export class TimeSlice {
  #lengthMs;
  #endsAt;

  constructor(lengthMs = 10) {
    this.#lengthMs = lengthMs;
    this.#endsAt = Date.now() + lengthMs;
  }

  get isOver() {
    return Date.now() >= this.#endsAt;
  }

  /** setImmediate, as a resolved promise would not let the loop turn. */
  async next() {
    await nextTurn();
    this.#endsAt = Date.now() + this.#lengthMs;
  }
}
