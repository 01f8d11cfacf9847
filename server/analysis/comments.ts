/** Comments that belong to a statement. */
import type { Node } from './ast.ts';
import { enclosingStatement } from './ast.ts';
import type { SourceFile } from './source-file.ts';

/** The comments right above the statement around a node, and those at the end of its last line. */
export function commentBeside(file: SourceFile, node: Node): string {
  const { start, end } = enclosingStatement(node);
  const last = file.positionAt(end).line;
  let first = file.positionAt(start).line;
  const lineAt = (offset: number): number => file.positionAt(offset).line;
  const found: string[] = [];
  for (const comment of file.comments.toReversed()) {
    if (comment.start > end && lineAt(comment.start) === last) found.unshift(comment.value);
    else if (
      comment.end <= start &&
      isAlone(file, comment.start) &&
      lineAt(comment.end) === first - 1
    ) {
      found.unshift(comment.value);
      first = lineAt(comment.start);
    }
  }
  return found.join(' ');
}

/** Nothing stands before it on its line. */
const isAlone = ({ text }: SourceFile, offset: number): boolean =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
