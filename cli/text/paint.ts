/** Turns styled lines into text for a terminal. */
import pc from 'picocolors';
import type { Line, Style } from './line.ts';

type Painter = (text: string) => string;

function painters(colour: boolean): Record<Style, Painter> {
  const { blue, bold, cyan, dim, gray, green, magenta, red, yellow } = pc.createColors(colour);
  return {
    plain: (text) => text,
    strong: bold,
    dim,
    faintMark: gray,
    error: (text) => bold(red(text)),
    warning: (text) => bold(yellow(text)),
    info: blue,
    good: green,
    path: cyan,
    accent: magenta,
  };
}

/** One string per line, without line breaks. */
export function paint(lines: readonly Line[], colour: boolean): string[] {
  const by = painters(colour);
  return lines.map((line) =>
    line
      .map(({ text, style }) => (text === '' ? '' : by[style](text)))
      .join('')
      .replace(/ +$/, ''),
  );
}
