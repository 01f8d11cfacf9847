/** Puts the statements of a block into a `try`, indented as the block is. */
import type { Of } from '../analysis/ast.ts';
import type { FixBuilder } from './fix-builder.ts';

/** @returns `null` where the text cannot be indented without changing it */
export function wrapInTry(
  fix: FixBuilder,
  block: Of<'BlockStatement'>,
  handler: string,
): FixBuilder | null {
  const [first] = block.body;
  const last = block.body.at(-1);
  if (!first || !last) return null;
  const range = { start: first.start, end: last.end };
  const text = fix.textOf(range);
  if (text.includes('`')) return null;
  const indent = fix.indentOf(first);
  const unit = indent.startsWith('\t') ? '\t' : '  ';
  const inner = text.replaceAll(/\n(?=[^\n])/g, `\n${unit}`);
  return fix.replace(
    range,
    `try {\n${indent}${unit}${inner}\n${indent}} catch (error) {\n${indent}${unit}${handler}\n${indent}}`,
  );
}
