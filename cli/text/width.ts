/** How many terminal columns a text takes, and how to make it fit. */
import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const ascii = /^[\x20-\x7e]*$/;

export function textWidth(text: string): number {
  return ascii.test(text) ? text.length : stringWidth(text);
}

/** The longest beginning of `text` that takes at most `columns`. */
function head(text: string, columns: number): string {
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += textWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return kept;
}

/** The longest end of `text` that takes at most `columns`. */
function tail(text: string, columns: number): string {
  const segments = [...segmenter.segment(text)];
  let kept = '';
  let width = 0;
  for (const { segment } of segments.reverse()) {
    width += textWidth(segment);
    if (width > columns) break;
    kept = segment + kept;
  }
  return kept;
}

export function truncateEnd(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  return columns < 1 ? '' : `${head(text, columns - 1).trimEnd()}…`;
}

export function truncateStart(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  return columns < 1 ? '' : `…${tail(text, columns - 1)}`;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - textWidth(text))) + text;
}

/** Breaks at blanks; a word longer than a whole line is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    const longer = line ? `${line} ${word}` : word;
    if (textWidth(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = truncateEnd(word, columns);
  }
  return line || lines.length === 0 ? [...lines, line] : lines;
}
