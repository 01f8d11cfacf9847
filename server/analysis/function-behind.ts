/** Finds the function that is called or passed, in whichever file of the project it is. */
import type { FunctionNode, Node } from './ast.ts';
import { unwrapped } from './ast.ts';
import { originKey } from './origin.ts';
import type { AnalyzedFile, Project } from './project.ts';
import { referencedFunction } from './referenced-function.ts';

export interface FoundFunction {
  readonly fn: FunctionNode;
  readonly file: AnalyzedFile;
}

/** @param value a callee, or an argument: a function, or what names one */
export function functionBehind(
  project: Project,
  file: AnalyzedFile,
  value: Node,
): FoundFunction | null {
  const node = unwrapped(value);
  const own = referencedFunction(file.source, node);
  if (own) return { fn: own, file };
  const origin = file.origins.of(node);
  const id = origin && project.functionAt(file.source.path, origin);
  if (!id) return null;
  const at = id.lastIndexOf(':');
  const path = id.slice(0, at);
  const other = path === file.source.path ? file : project.file(path);
  const fn = other?.source.functions[Number(id.slice(at + 1)) - 1];
  return other && fn ? { fn, file: other } : null;
}

/** The origin key of what a call in that file calls. */
export const calleeKeyIn =
  ({ origins }: AnalyzedFile) =>
  (call: Node): string | null => {
    if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return null;
    const origin = origins.of(call.callee);
    return origin && originKey(origin);
  };
