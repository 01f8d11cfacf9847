/** Keeps one page up to date: never faster than it draws, and not at all while nobody sees it. */
import type { PageMessage, Topic } from '../../protocol/rpc/webview.ts';
import type { Disposable } from '../base/disposable.ts';
import type { PageModel, Unnumbered } from './page-model.ts';

/** Milliseconds between two batches, at least. */
const shortestPauseMs = 250;
/** After a batch that took a page so long to draw, it is left alone for so many times as long. */
const pauseFactor = 4;
/** A page that does not say what it has drawn is busy or lost; either way it gets no more for so long. */
const patienceMs = 10_000;

export type Numbered = Unnumbered & { readonly sequence: number };

export interface Clock {
  now(): number;
  /** @returns what cancels it */
  after(milliseconds: number, run: () => void): () => void;
}

/** Milliseconds of a clock that does not jump. */
const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export class PageChannel implements Disposable {
  readonly #model: PageModel;
  readonly #send: (picture: Numbered) => void;
  readonly #clock: Clock;
  readonly #subscription: Disposable;
  readonly #changed = new Set<Topic>();
  #visible = false;
  #sequence = 0;
  #drawn = 0;
  #sentAt = 0;
  #notBefore = 0;
  #cancel: (() => void) | null = null;

  constructor(model: PageModel, send: (picture: Numbered) => void, clock: Clock = systemClock) {
    this.#model = model;
    this.#send = send;
    this.#clock = clock;
    this.#subscription = model.onDidChange((topic) => {
      this.#changed.add(topic);
      this.#plan();
    });
  }

  /** What the page says of itself; other messages are for the host. */
  receive(message: PageMessage): void {
    switch (message.type) {
      case 'ready':
        // The page is new, or was loaded again: it knows nothing.
        for (const topic of allTopics) this.#changed.add(topic);
        this.#visible = true;
        this.#drawn = this.#sequence;
        this.#notBefore = 0;
        this.#plan();
        return;
      case 'visible':
        this.#visible = message.visible;
        this.#plan();
        return;
      case 'drawn':
        this.#onDrawn(message.sequence);
        return;
      default:
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#cancel?.();
    this.#changed.clear();
    this.#visible = false;
  }

  #onDrawn(sequence: number): void {
    if (sequence <= this.#drawn || sequence > this.#sequence) return;
    this.#drawn = sequence;
    if (sequence < this.#sequence) return;
    const now = this.#clock.now();
    const pause = Math.max(shortestPauseMs, (now - this.#sentAt) * pauseFactor);
    this.#notBefore = this.#sentAt + pause;
    this.#plan();
  }

  #plan(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (!this.#visible || this.#changed.size === 0) return;
    const waiting = this.#drawn < this.#sequence;
    const at = waiting ? this.#sentAt + patienceMs : this.#notBefore;
    const wait = at - this.#clock.now();
    if (wait > 0) this.#cancel = this.#clock.after(wait, () => this.#flush());
    else this.#flush();
  }

  #flush(): void {
    this.#cancel = null;
    const topics = allTopics.filter((topic) => this.#changed.has(topic));
    this.#changed.clear();
    this.#sentAt = this.#clock.now();
    for (const topic of topics) {
      this.#send({ ...this.#model.picture(topic), sequence: ++this.#sequence });
    }
  }
}

/** In the order in which a page needs them. */
const allTopics: readonly Topic[] = ['status', 'findings', 'loop', 'tasks'];
