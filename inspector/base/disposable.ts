/** Disposables: whoever creates one disposes of it; disposing twice is harmless. */

export interface Disposable {
  dispose(): void;
}

/** Collects disposables and disposes of them in reverse order. What is added after the end is disposed of at once. */
export class DisposableStore implements Disposable {
  #items: Set<Disposable> | null = new Set();

  add<T extends Disposable>(item: T): T {
    if (this.#items) this.#items.add(item);
    else item.dispose();
    return item;
  }

  /** Lets go of what is disposed of by somebody else: a store that lives long would keep it. */
  delete(item: Disposable): void {
    this.#items?.delete(item);
  }

  dispose(): void {
    const items = this.#items;
    this.#items = null;
    for (const item of [...(items ?? [])].reverse()) item.dispose();
  }
}
