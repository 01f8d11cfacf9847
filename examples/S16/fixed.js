// S16, fixed: a parcel that never leaves settles its promise as well.
import { serveDispatch } from './dispatch.js';

class Departures {
  /** How to answer when a parcel leaves, or when it will not. */
  #waiting = new Map();

  async next(parcel) {
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(parcel, { resolve, reject });
      });
    } finally {
      this.#waiting.delete(parcel);
    }
  }

  onScan(parcel) {
    this.#waiting.get(parcel).resolve(Date.now());
  }

  onTakenOff(parcel) {
    this.#waiting.get(parcel).reject(new Error(`parcel ${parcel.id} was damaged`));
  }
}

serveDispatch(new Departures());
