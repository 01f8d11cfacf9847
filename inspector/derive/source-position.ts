/** Positions in a source text as V8 counts them: 1-based, and with the rarer line ends. */

export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

const lineEnd = () => /\r\n|[\n\r\u2028\u2029]/g;

/** @returns `null` when the position is not in the text, nor at its end */
export function sourceOffset(source: string, { line, column }: SourcePosition): number | null {
  if (!(line >= 1 && column >= 1)) return null;
  const start = lineStart(source, line);
  return start !== null && start + column - 1 <= source.length ? start + column - 1 : null;
}

function lineStart(source: string, line: number): number | null {
  let start = 0;
  // A bundle of many megabytes is searched natively, unless it has the rarer line ends that V8 counts as well.
  if (!['\r', '\u2028', '\u2029'].some((end) => source.includes(end))) {
    for (let at = 1; at < line; at++) {
      start = source.indexOf('\n', start) + 1;
      if (start === 0) return null;
    }
    return start;
  }
  const lineEnds = lineEnd();
  for (let at = 1; at < line; at++) {
    if (lineEnds.exec(source) === null) return null;
    start = lineEnds.lastIndex;
  }
  return start;
}

export function sourcePosition(source: string, offset: number): SourcePosition {
  const ends = [...source.slice(0, offset).matchAll(lineEnd())];
  const last = ends.at(-1);
  return { line: ends.length + 1, column: offset - (last ? last.index + last[0].length : 0) + 1 };
}
