// S16: a task vanishes. The only way to resume it hangs on an object that is collected.
import { serveDispatch } from './dispatch.js';

class Departures {
  /** What to call when a parcel leaves. Weak, so that no parcel stays in memory because of it. */
  #waiting = new WeakMap();

  async next(parcel) {
    // The fault: with a parcel that never leaves, its entry goes, and with the entry whoever waits here.
    return await new Promise((resolve) => this.#waiting.set(parcel, resolve)); // fault: S16
  }

  onScan(parcel) {
    this.#waiting.get(parcel)(Date.now());
  }

  onTakenOff(parcel) {
    parcel.dueAt = null;
  }
}

serveDispatch(new Departures());
