/** When to draw: at most once a frame, and only while somebody looks; and what the host is told of it. */
import type { Store } from './store.ts';

/** Milliseconds for which a notice stays. */
const noticeMs = 4_000;

export class Drawing {
  readonly #draw: () => void;
  #store: Store | null = null;
  #requested = false;
  #told = 0;
  #noticeShown = 0;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  start(store: Store): void {
    this.#store = store;
    document.addEventListener('visibilitychange', () => {
      store.host.send({ type: 'visible', visible: document.visibilityState === 'visible' });
      this.request();
    });
    store.start();
    this.request();
  }

  request(): void {
    if (this.#requested) return;
    this.#requested = true;
    requestAnimationFrame(() => {
      this.#requested = false;
      this.#draw();
      this.#afterDrawing();
    });
  }

  #afterDrawing(): void {
    const store = this.#store;
    if (!store) return;
    this.#hideNoticeLater(store);
    const { sequence } = store;
    if (sequence === this.#told) return;
    this.#told = sequence;
    // After the browser has laid out and painted: only then it is clear how long it takes.
    requestAnimationFrame(() => setTimeout(() => store.host.send({ type: 'drawn', sequence }), 0));
  }

  #hideNoticeLater(store: Store): void {
    const { notice } = store;
    if (!notice || notice.number === this.#noticeShown) return;
    this.#noticeShown = notice.number;
    setTimeout(() => {
      if (store.notice?.number === notice.number) store.forgetNotice();
    }, noticeMs);
  }
}
