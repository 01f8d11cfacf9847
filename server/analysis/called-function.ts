/** The function that a call calls, in whichever file of the project it is. */
import type { FunctionNode, Node } from './ast.ts';
import { unwrapped } from './ast.ts';
import { type FoundFunction, functionBehind } from './function-behind.ts';
import type { AnalyzedFile, Project } from './project.ts';

/** @param local what is known already of the file itself */
export function calledFunction(
  project: Project,
  file: AnalyzedFile,
  call: Node,
  local: FunctionNode | null = null,
): FoundFunction | null {
  if (local) return { file, fn: local };
  const value = unwrapped(call);
  return value.type === 'CallExpression' || value.type === 'NewExpression'
    ? functionBehind(project, file, value.callee)
    : null;
}
