/** Files that run on threads or in processes of their own, where a block stops nobody else. */
import type { Node } from './ast.ts';
import { isFunction, stringValue, walk } from './ast.ts';
import { originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind } from './variables.ts';

const starters =
  /^(?:worker_threads\.Worker|global\.Worker|child_process\.fork|cluster\.setup(?:Primary|Master)|piscina(?:\.Piscina)?|tinypool(?:\.Tinypool)?|workerpool\.pool|poolifier\.\w+Pool|node-worker-threads-pool\.StaticPool|jest-worker\.Worker|threads\.Worker|synckit\.createSyncFn|comlink\.wrap)$/;
const scriptName = /\.[cm]?[jt]sx?$/;

/** The files that a file starts as workers, as it names them. */
export function workersOf(file: SourceFile, origins: Origins): string[] {
  const found: string[] = [];
  for (const call of [...file.nodes('NewExpression'), ...file.nodes('CallExpression')]) {
    const origin = origins.of(call.callee);
    if (!origin || !starters.test(originKey(origin))) continue;
    for (const argument of call.arguments) addNames(argument, 0);
  }
  return found;

  function addNames(argument: Node, depth: number): void {
    walk(argument, (node) => {
      if (isFunction(node)) return false;
      const text = stringValue(node);
      if (text !== null && scriptName.test(text)) found.push(text);
      const value = constantBehind(file, node);
      if (value && depth < 3) addNames(value, depth + 1);
      return undefined;
    });
  }
}

/**
 * @param resolve the path that a specifier means in a file
 * @returns absolute paths of the project's files that others start as workers
 */
export function workerFiles(
  files: readonly { path: string; summary: { startsWorkers: readonly string[] } }[],
  resolve: (from: string, specifier: string) => string | null,
): ReadonlySet<string> {
  const paths = new Set(files.map(({ path }) => path));
  const found = new Set<string>();
  for (const { path, summary } of files)
    for (const name of summary.startsWorkers) {
      const relative = name.startsWith('.') ? name : `./${name}`;
      const resolved = resolve(path, relative);
      if (resolved !== null && paths.has(resolved)) found.add(resolved);
      else {
        // Named as it will be after the build, or from the folder that the program is started in.
        const named = [...paths].filter((one) => stem(one) === stem(name) && one !== path);
        if (named.length === 1 && named[0]) found.add(named[0]);
      }
    }
  return found;
}

const stem = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1).replace(scriptName, '');

/** Whether a file is written to be a worker. */
export function isWorkerFile(file: SourceFile, origins: Origins): boolean {
  const startsThreads = file.nodes('NewExpression').some(({ callee }) => {
    const origin = origins.of(callee);
    return origin !== null && originKey(origin) === 'worker_threads.Worker';
  });
  // What serves both sides is written for both; a file that is both asks which it is.
  if (startsThreads && !/\bisMainThread\b/.test(file.text)) return false;
  return (
    file.nodes('ImportSpecifier').some((specifier) => {
      const origin = origins.of(specifier.local);
      return (
        origin !== null && /^worker_threads\.(?:parentPort|workerData)$/.test(originKey(origin))
      );
    }) ||
    (/\brequire\(['"](?:node:)?worker_threads['"]\)/.test(file.text) &&
      /\b(?:parentPort|workerData)\b/.test(file.text))
  );
}
