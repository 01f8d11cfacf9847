/** Says when a tree should be drawn again: seldom enough to be read, and only when it would look different. */
import type { Disposable } from '../../inspector/base/disposable.ts';
import { Emitter } from '../../inspector/base/emitter.ts';

/** Milliseconds between two drawings: tasks come and go faster than a person reads. */
const betweenChanges = 1_000;
/** Milliseconds when nothing but ages and numbers have grown: a tree that is drawn again loses its hover. */
const betweenNumbers = 5_000;

/** Milliseconds that a hover is left alone, from when it opens: VS Code does not tell when it closes. */
const reading = 8_000;
/** Milliseconds without a drawing however many hovers are opened. */
const longestHold = 24_000;

/** Text that is the same when the tree looks the same: without the numbers that grow by themselves, or with them. */
export type Look = (withNumbers: boolean) => string;

export class Redraw implements Disposable {
  readonly #look: Look;
  readonly #due = new Emitter<void>();
  #drawn = { time: 0, plain: '', withNumbers: '' };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #nextLook = 0;
  #heldSince = 0;
  #heldUntil = 0;

  readonly onDue = this.#due.event;

  constructor(look: Look) {
    this.#look = look;
  }

  /** Something may have changed. */
  request(): void {
    this.#lookAt(this.#drawn.time + betweenChanges);
  }

  /** A hover opens, and would be closed by a drawing. */
  hold(): void {
    const now = performance.now();
    if (now >= this.#heldUntil) this.#heldSince = now;
    this.#heldUntil = Math.min(now + reading, this.#heldSince + longestHold);
  }

  /** The tree has just been drawn. */
  drawn(): void {
    this.#drawn = {
      time: performance.now(),
      plain: this.#look(false),
      withNumbers: this.#look(true),
    };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#due.dispose();
  }

  /** @param time when to look at the latest, on the clock of `performance.now` */
  #lookAt(time: number): void {
    if (this.#timer !== undefined && this.#nextLook <= time) return;
    clearTimeout(this.#timer);
    this.#nextLook = time;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#lookNow();
      },
      Math.max(0, time - performance.now()),
    );
  }

  #lookNow(): void {
    if (performance.now() < this.#heldUntil) return this.#lookAt(this.#heldUntil);
    const { time, plain, withNumbers } = this.#drawn;
    if (this.#look(false) !== plain) return this.#due.fire();
    if (this.#look(true) === withNumbers) return;
    const numbersDue = time + betweenNumbers;
    if (performance.now() >= numbersDue) this.#due.fire();
    // There may be no other request before, and the last numbers are to be seen.
    else this.#lookAt(numbersDue);
  }
}
