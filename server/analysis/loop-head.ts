/** The part of a loop that says how often it runs: `while (!done)`. */
import type { LoopNode } from './ast.ts';
import type { SourceFile } from './source-file.ts';

export function loopHead(source: SourceFile, loop: LoopNode): { start: number; end: number } {
  const { start, body } = loop;
  return { start, end: start + source.text.slice(start, body.start).trimEnd().length };
}
