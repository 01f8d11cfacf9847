/** A typed event source. Listeners are called in the order in which they were added. */
import type { Disposable } from './disposable.ts';

export type Listener<T> = (value: T) => void;
/** Subscribes; dispose of the result to unsubscribe. The same shape as VS Code's `Event<T>`. */
export type Event<T> = (listener: Listener<T>) => Disposable;

export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<Listener<T>>();

  readonly event: Event<T> = (listener) => {
    // A wrapper per subscription, so that adding the same function twice gives two subscriptions.
    const entry: Listener<T> = (value) => listener(value);
    this.#listeners.add(entry);
    return { dispose: () => this.#listeners.delete(entry) };
  };

  fire(value: T): void {
    // Those that are added meanwhile wait for the next time; those that are removed meanwhile are not called.
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
