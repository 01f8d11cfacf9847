/** Async methods that wait for nothing, of what a function is given: `cursor.read()` where every caller gives a `Cursor`. */
import type { Node } from './ast.ts';
import { memberName, unwrapped } from './ast.ts';
import { plainParameter } from './handed-functions.ts';
import { memberOf } from './origin.ts';
import type { AnalyzedFile, Project } from './project.ts';

/** True only when all calls of the function are seen, and what each of them gives is known. */
export function isImmediateMethod(
  project: Project,
  { source, ids, summary }: AnalyzedFile,
  node: Node,
): boolean {
  const call = unwrapped(node);
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const name = memberName(call.callee);
  const parameter = plainParameter(source, unwrapped(call.callee.object));
  if (name === null || !parameter) return false;
  const id = ids.idOf(parameter.owner);
  const { graph } = project;
  const calls = graph.handedCallsOf(source.path, id);
  const called = summary.functions[id]?.name;
  const isExported = Object.values(summary.exports).some(({ path }) => path === `.${called}`);
  if (calls.length === 0 || isExported || graph.callersOf(source.path, id).length > 0) return false;
  return calls.every(({ file, given }) => {
    const origin = given[parameter.index];
    const method = origin ? project.functionAt(file, memberOf(origin, name)) : null;
    return method !== null && project.functionSummary(method)?.waitsForNothing === true;
  });
}
