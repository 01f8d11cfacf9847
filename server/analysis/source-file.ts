/** A file that was read once: its tree with parents, its names, and its nodes by type. */
import type { FunctionNode, Node, NodeType, Of } from './ast.ts';
import { forEachChild, isFunction } from './ast.ts';
import { type Names, namesIn } from './names/names.ts';
import { type Comment, type Program, parse } from './parse.ts';

export type { Variable } from './names/variable.ts';

export interface SourceFile extends Names {
  /** Absolute, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly functions: readonly FunctionNode[];
  /** All nodes of a type, in the order of the text. */
  nodes<T extends NodeType>(type: T): readonly Of<T>[];
  /** 1-based. */
  positionAt(offset: number): { line: number; column: number };
  /** The reverse. */
  offsetAt(line: number, column: number): number;
  textOf(node: { start: number; end: number }): string;
}

export type ReadResult =
  | { readonly kind: 'file'; readonly file: SourceFile }
  | { readonly kind: 'syntax-error'; readonly message: string; readonly offset: number };

export function readSource(path: string, text: string, parsed = parse(path, text)): ReadResult {
  const { error } = parsed;
  if (error) return { kind: 'syntax-error', ...error };
  return { kind: 'file', file: index(path, text, parsed.program, parsed.comments) };
}

function index(
  path: string,
  text: string,
  program: Program,
  comments: readonly Comment[],
): SourceFile {
  const byType = new Map<NodeType, Node[]>();
  const functions: FunctionNode[] = [];
  const add = (node: Node): void => {
    const sameType = byType.get(node.type);
    if (sameType) sameType.push(node);
    else byType.set(node.type, [node]);
    if (isFunction(node)) functions.push(node);
    forEachChild(node, (child) => {
      child.parent = node as never;
      add(child);
    });
  };
  add(program);

  const nodes: SourceFile['nodes'] = (type) => (byType.get(type) ?? []) as never;
  const lineStarts = startsOfLines(text);
  return {
    path,
    text,
    program,
    comments,
    functions,
    nodes,
    ...namesIn(program, nodes),
    positionAt(offset) {
      let low = 0;
      let high = lineStarts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((lineStarts[middle] as number) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (lineStarts[low] as number) + 1 };
    },
    offsetAt: (line, column) => (lineStarts[line - 1] ?? text.length) + column - 1,
    textOf: ({ start, end }) => text.slice(start, end),
  };
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
