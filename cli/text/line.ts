/** A line of styled text. Reports are made of lines; only paint.ts knows how a style looks. */
import { printable } from './printable.ts';
import { padEnd, textWidth, truncateEnd } from './width.ts';

export type Style =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'faintMark'
  | 'error'
  | 'warning'
  | 'info'
  | 'good'
  | 'path'
  | 'accent';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

/** The only maker of spans: the text of a target cannot get past `printable`. */
export function span(text: string, style: Style = 'plain', limit?: number): Span {
  return { text: printable(text, limit), style };
}

export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + textWidth(text), 0);
}

/** Cuts a line that is too long; the cut shows as `…`. */
export function clip(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  const kept: Span[] = [];
  let left = columns;
  for (const { text, style } of line) {
    const width = textWidth(text);
    kept.push({ text: width < left ? text : truncateEnd(`${text} `, left), style });
    left -= width;
    if (left <= 0) break;
  }
  return kept;
}

/** Fills up with blanks to `columns`. */
export function fill(line: Line, columns: number): Line {
  const missing = columns - lineWidth(line);
  return missing > 0 ? [...line, { text: padEnd('', missing), style: 'plain' }] : line;
}

export function indent(lines: readonly Line[], columns: number): Line[] {
  return lines.map((line) => (line.length === 0 ? line : [span(' '.repeat(columns)), ...line]));
}

/** Lays spans out with ` · ` between them, on as many lines as it takes. */
export function flow(parts: readonly Line[], columns: number): Line[] {
  const lines: Span[][] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last && lineWidth(last) + 3 + lineWidth(part) <= columns) {
      last.push(span(' · ', 'dim'), ...part);
    } else {
      lines.push([...part]);
    }
  }
  return lines.map((line) => clip(line, columns));
}
