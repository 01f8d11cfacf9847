/** Finds the function that is called or passed, in whichever file of the project it is. */
import type { FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, unwrapped } from './ast.ts';
import { originKey } from './origin.ts';
import type { AnalyzedFile, Project } from './project.ts';
import { constantValue, definitionOf, parameterIndex } from './variables.ts';

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
  const own = isFunction(node) ? node : ownFunction(file, node);
  if (own) return { fn: own, file };
  const origin = file.origins.of(node);
  const id = origin && project.graph.functionAt(file.source.path, origin);
  if (!id) return null;
  const at = id.lastIndexOf(':');
  const path = id.slice(0, at);
  const other = path === file.source.path ? file : project.file(path);
  const fn = other?.source.functions[Number(id.slice(at + 1)) - 1];
  return other && fn ? { fn, file: other } : null;
}

/** A function of this file, by its name or as a method of `this`. */
function ownFunction(file: AnalyzedFile, value: Node): FunctionNode | null {
  if (value.type === 'MemberExpression' && value.object.type === 'ThisExpression') {
    const owner = file.origins.classAround(value);
    const member = owner && file.origins.classMember(owner, memberName(value) ?? '');
    return member && isFunction(member) ? member : null;
  }
  const variable = value.type === 'Identifier' ? file.source.variableOf(value) : null;
  if (!variable || parameterIndex(variable) !== null) return null;
  const found = constantValue(variable) ?? definitionOf(variable);
  return found && isFunction(found) ? found : null;
}

/** The origin key of what a call in that file calls. */
export const calleeKeyIn =
  ({ origins }: AnalyzedFile) =>
  (call: Node): string | null => {
    if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return null;
    const origin = origins.of(call.callee);
    return origin && originKey(origin);
  };
