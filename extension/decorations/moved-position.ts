/** Where a place in a text is after the text was edited: as the editor moves its own markers. */

/** 0-based, as the editor counts. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** `text` in place of what was between `start` and `end`. */
export interface TextChange {
  readonly start: TextPosition;
  readonly end: TextPosition;
  readonly text: string;
}

/** `null` when the place itself was replaced, by another number of lines. */
export function movedPosition(
  position: TextPosition,
  { start, end, text }: TextChange,
): TextPosition | null {
  if (isBefore(position, start)) return position;
  const inserted = text.split('\n');
  const moreLines = inserted.length - 1 - (end.line - start.line);
  // A formatter replaces lines by as many lines: what was on one of them is still there.
  if (isBefore(position, end)) return moreLines === 0 ? position : null;
  const line = position.line + moreLines;
  if (position.line > end.line) return { line, character: position.character };
  const last = inserted.at(-1) ?? '';
  const from = inserted.length === 1 ? start.character : 0;
  return { line, character: from + last.length + position.character - end.character };
}

function isBefore(a: TextPosition, b: TextPosition): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
