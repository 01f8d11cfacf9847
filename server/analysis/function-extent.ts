/** Which lines a function takes up: what else happens there may be the same matter. */
import type { FunctionExtent } from '../../protocol/lint.ts';
import { type FunctionNode, functionName } from './ast.ts';
import type { SourceFile } from './source-file.ts';

/** The innermost function around a stretch of the text; `null` at the top level. */
export function functionAround(
  source: SourceFile,
  start: number,
  end: number,
): FunctionExtent | null {
  let innermost: FunctionNode | null = null;
  // In the order of the text, outer ones come first.
  for (const fn of source.functions) if (fn.start <= start && end <= fn.end) innermost = fn;
  if (!innermost) return null;
  return {
    name: functionName(innermost),
    firstLine: source.positionAt(innermost.start).line,
    lastLine: source.positionAt(innermost.end).line,
  };
}
