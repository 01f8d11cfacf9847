/** A full-screen view that is redrawn in place, on the terminal's second screen, and leaves the first one as it was. */
import type { Output } from '../terminal/output.ts';
import { clip, type Line } from '../text/line.ts';
import { paint } from '../text/paint.ts';

const enter = '\x1b[?1049h\x1b[?25l';
const leave = '\x1b[?25h\x1b[?1049l';
const home = '\x1b[H';
const eraseRest = '\x1b[J';
const eraseLineEnd = '\x1b[K';
/** Terminals that know it show the picture when it is complete; others ignore it. */
const beginPicture = '\x1b[?2026h';
const endPicture = '\x1b[?2026l';

export class Screen {
  readonly #output: Output;
  readonly #colour: boolean;
  #open = false;

  constructor(output: Output, colour: boolean) {
    this.#output = output;
    this.#colour = colour;
  }

  /** The beginning of `body` as far as it fits, with `footer` in the last line. */
  draw(body: readonly Line[], footer: Line, rows: number): Promise<void> {
    const picture = fitLines(body, footer, rows, this.#output.columns);
    const text = paint(picture, this.#colour).join(`${eraseLineEnd}\r\n`);
    const start = this.#open ? '' : enter;
    this.#open = true;
    return this.#output.write(
      `${start}${beginPicture}${home}${text}${eraseLineEnd}${eraseRest}${endPicture}`,
    );
  }

  close(): Promise<void> {
    if (!this.#open) return Promise.resolve();
    this.#open = false;
    return this.#output.write(leave);
  }
}

export function fitLines(
  body: readonly Line[],
  footer: Line,
  rows: number,
  columns: number,
): Line[] {
  const room = Math.max(1, rows - 2);
  const shown = body.slice(0, body.length > room ? room - 1 : room);
  const left = body.length - shown.length;
  const more: Line[] = left > 0 ? [[{ text: `… ${left} more lines`, style: 'dim' }]] : [];
  const blank: Line[] = Array.from({ length: room - shown.length - more.length + 1 }, () => []);
  // One column stays free: some terminals wrap when the last one is written.
  return [...shown, ...more, ...blank, footer].map((line) => clip(line, columns - 1));
}
