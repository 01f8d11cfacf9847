/** The source of the statement around a position, as far as it can be told without parsing. */
import { sourceOffset } from './source-position.ts';

/** Characters that are looked at before the position. */
const longestBefore = 400;
const longestText = 200;

/**
 * From the end of the statement or the beginning of the block before, to the end of the line. A native call that has
 * just returned stands before the position, in the same chain: `readFileSync(file)` in `readFileSync(file).split(...)`.
 * @param line 1-based, as `column`
 * @returns with white space folded; `null` when the position is not in the text
 */
export function statementText(source: string, line: number, column: number): string | null {
  const offset = sourceOffset(source, { line, column });
  if (offset === null) return null;
  const before = source.slice(Math.max(0, offset - longestBefore), offset);
  const from = Math.max(...[';', '{', '}'].map((end) => before.lastIndexOf(end))) + 1;
  const lineEnd = source.indexOf('\n', offset);
  const after = source.slice(offset, lineEnd < 0 ? source.length : lineEnd);
  return `${before.slice(from)}${after}`.replace(/\s+/g, ' ').trim().slice(0, longestText);
}
