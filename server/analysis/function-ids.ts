/** Numbers the functions of a file as its summary does: 0 is the top level. */
import type { FunctionNode, Node } from './ast.ts';
import { enclosingFunction } from './ast.ts';
import type { SourceFile } from './source-file.ts';

export interface FunctionIds {
  readonly idOf: (fn: FunctionNode) => number;
  /** The function whose code a node is part of. */
  readonly idAround: (node: Node) => number;
}

export function functionIds(file: SourceFile): FunctionIds {
  const ids = new Map<FunctionNode, number>(file.functions.map((fn, index) => [fn, index + 1]));
  const idOf = (fn: FunctionNode): number => ids.get(fn) ?? 0;
  return {
    idOf,
    idAround(node) {
      const fn = enclosingFunction(node);
      return fn ? idOf(fn) : 0;
    },
  };
}
