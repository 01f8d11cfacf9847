/** One line on standard error that says what takes so long, and vanishes when it is done. */
import type { Line } from '../text/line.ts';
import { clip, span } from '../text/line.ts';
import { paint } from '../text/paint.ts';
import type { Output } from './output.ts';

/** Milliseconds of silence first: what is quick needs no progress. */
const patience = 500;

const eraseLine = '\r\x1b[K';

export class Progress {
  readonly #output: Output;
  readonly #colour: boolean;
  #text = '';
  #shown = false;
  #ended = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(output: Output, colour: boolean) {
    this.#output = output;
    this.#colour = colour;
    if (output.isTerminal) this.#timer = setTimeout(() => this.#show(), patience);
  }

  update(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    if (this.#shown) this.#show();
  }

  /** Erases the line. Nothing is shown afterwards. */
  end(): void {
    this.#ended = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#shown) void this.#output.write(eraseLine);
    this.#shown = false;
  }

  #show(): void {
    if (this.#ended) return;
    this.#shown = true;
    const line: Line = clip([span(this.#text, 'dim')], this.#output.columns - 1);
    void this.#output.write(eraseLine + paint([line], this.#colour).join(''));
  }
}
