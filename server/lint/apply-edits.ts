/** Applies text edits to texts. */
import type { TextEdit } from '../../protocol/lint.ts';

/**
 * @returns the texts after the edits, by path
 * @throws when two edits overlap
 */
export function applyEdits(
  files: Readonly<Record<string, string>>,
  edits: readonly TextEdit[],
): Record<string, string> {
  const result = { ...files };
  for (const [path, text] of Object.entries(files)) {
    const own = edits.filter(({ file }) => file === path);
    if (own.length > 0) result[path] = applyToText(text, own);
  }
  return result;
}

/** Edits at one place are applied in the order they are given. */
export function applyToText(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: inserted } of edits.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start < at) throw new RangeError('Two edits of one fix overlap');
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}
