/** Code that runs only while the program begins. */
import type { Node } from './ast.ts';
import type { AnalyzedFile, Project } from './project.ts';

/** Whether a node runs at the top level of a module, or in what only such code is seen to call. */
export function runsAtStartOnly(project: Project, file: AnalyzedFile, node: Node): boolean {
  const from = file.ids.idAround(node);
  if (from !== 0 && project.graph.loopPath(file.source.path, from)) return false;
  const seen = new Set<string>();
  const queue = [{ path: file.source.path, id: from }];
  for (let one = queue.shift(); one; one = queue.shift()) {
    if (one.id === 0) return true;
    const key = `${one.path}:${one.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const caller of project.graph.callersOf(one.path, one.id))
      queue.push({ path: caller.file, id: caller.id });
  }
  return false;
}
