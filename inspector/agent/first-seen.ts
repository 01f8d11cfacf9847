/**
 * When each promise was first seen pending, held weakly.
 *
 * In maps of limited size: a WeakMap that grows moves all its entries at once, which stopped the target for 40 to
 * 120 ms with 300,000 promises in it.
 */
const shardSize = 8_192;

export class FirstSeen {
  #open = new WeakMap<object, number>();
  #opened = 0;
  #full: WeakMap<object, number>[] = [];

  /** @returns the time of the first call for this promise; that is `now` the first time */
  since(promise: object, now: number): number {
    const known = this.#open.get(promise) ?? this.#inFull(promise);
    if (known !== undefined) return known;
    if (this.#opened === shardSize) {
      this.#full.push(this.#open);
      this.#open = new WeakMap();
      this.#opened = 0;
    }
    this.#open.set(promise, now);
    this.#opened++;
    return now;
  }

  #inFull(promise: object): number | undefined {
    for (const shard of this.#full) {
      const known = shard.get(promise);
      if (known !== undefined) return known;
    }
    return undefined;
  }
}
