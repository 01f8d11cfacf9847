/** Who calls whom across files, and by which way the event loop reaches a function. */
import type { RelatedPlace } from '../../protocol/lint.ts';
import type { FileRole } from './file-role.ts';
import { callsOfHanded, type HandedCall } from './handed-calls.ts';
import type { Origin } from './origin.ts';
import type { RootKind } from './registrations.ts';
import { type Summaries, settleOrigin } from './settle-origin.ts';
import type { FileSummary, FunctionRef } from './summary.ts';
import { workerFiles } from './workers.ts';

/** A function of the project: `<absolute path>:<number in its summary>`. */
export type FunctionId = string;

export const functionId = (file: string, id: number): FunctionId => `${file}:${id}`;

export interface LoopPath {
  readonly kind: RootKind | 'async';
  /** What the loop calls first: `GET /hello`, or the name of an async function. */
  readonly root: string;
  /** From the function outwards to the root. */
  readonly places: readonly RelatedPlace[];
}

export interface CallGraph {
  /** How the event loop reaches a function while the service runs; `null` when it does not, or only at the start. */
  loopPath(file: string, id: number): LoopPath | null;
  /** Where a function is called. */
  callersOf(file: string, id: number): readonly Caller[];
  functionAt(file: string, origin: Origin): FunctionId | null;
  /** Where a function is called that was given to another one by name. */
  handedCallsOf(file: string, id: number): readonly HandedCall[];
  /** Whether a function, or the top level (0), runs on worker threads only. */
  isOnlyInWorkers(file: string, id: number): boolean;
}

export interface Caller {
  readonly file: string;
  readonly id: number;
  readonly line: number;
  readonly column: number;
}

export interface GraphFile {
  readonly path: string;
  readonly role: FileRole;
  readonly summary: FileSummary;
}

interface Step {
  readonly kind: RootKind | 'async';
  readonly root: string;
  /** Who calls it, or `null` at a root. */
  readonly from: FunctionId | null;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

export function buildCallGraph(files: readonly GraphFile[], summaries: Summaries): CallGraph {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const callees = new Map<FunctionId, { to: FunctionId; line: number; column: number }[]>();
  const callers = new Map<FunctionId, Caller[]>();

  function functionAt(file: string, origin: Origin): FunctionId | null {
    const { module, path } = settleOrigin(summaries, file, origin);
    const id = byPath.get(module)?.summary.members[path];
    return id === undefined ? null : functionId(module, id);
  }
  const resolve = (file: string, ref: FunctionRef): FunctionId | null =>
    ref.kind === 'function' ? functionId(file, ref.id) : functionAt(file, ref.origin);

  for (const { path, summary } of files) {
    summary.functions.forEach(({ calls }, id) => {
      for (const { target, line, column } of calls) {
        const to = resolve(path, target);
        if (to === null) continue;
        const from = functionId(path, id);
        append(callees, from, { to, line, column });
        append(callers, to, { file: path, id, line, column });
      }
    });
  }

  const handedCalls = callsOfHanded(files, resolve);

  const workers = workerFiles(files, (from, specifier) => summaries.resolve(from, specifier));
  const isWorker = (path: string): boolean =>
    workers.has(path) || byPath.get(path)?.summary.isWorker === true;
  const runsOnTheLoop = ({ path, role }: GraphFile): boolean =>
    role === 'service' && !isWorker(path);

  const startup = new Set<FunctionId>();
  const reached = new Map<FunctionId, Step>();
  const fromStartup = (id: FunctionId): void => {
    if (startup.has(id)) return;
    startup.add(id);
    for (const { to } of callees.get(id) ?? []) fromStartup(to);
  };
  for (const { path, summary } of files)
    summary.functions.forEach(({ isSetup }, index) => {
      const id = functionId(path, index);
      if (isSetup && (index === 0 || !callers.has(id))) fromStartup(id);
    });

  let queue: FunctionId[] = [];
  const reach = (id: FunctionId, step: Step): void => {
    if (reached.has(id)) return;
    reached.set(id, step);
    queue.push(id);
  };
  const spread = (): void => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const { kind, root } = reached.get(id) as Step;
      // That nobody is seen to call an async function is a guess, and does not carry over to what it was given.
      const handed = kind === 'async' ? [] : handedCalls.of(id);
      for (const { to, line, column } of [...(callees.get(id) ?? []), ...handed])
        reach(to, { kind, root, from: id, place: { file: fileOf(id), line, column } });
    }
    queue = [];
  };

  for (const file of files) {
    if (!runsOnTheLoop(file)) continue;
    const { path, summary } = file;
    for (const { kind, label, target, line, column } of summary.roots) {
      // Nobody but the one at the terminal waits for what is done there.
      if (summary.isTerminal && kind !== 'request' && kind !== 'message') continue;
      const id = resolve(path, target);
      if (id !== null)
        reach(id, { kind, root: label, from: null, place: { file: path, line, column } });
    }
  }
  spread();
  // Async functions that nobody is seen to call: handlers of frameworks that are not known here, and libraries.
  for (const file of files) {
    if (!runsOnTheLoop(file) || file.summary.isTerminal) continue;
    const { path, summary } = file;
    summary.functions.forEach(({ isAsync, name, line, column }, index) => {
      const id = functionId(path, index);
      if (!isAsync || startup.has(id) || callers.has(id)) return;
      reach(id, {
        kind: 'async',
        root: name ?? 'async function',
        from: null,
        place: { file: path, line, column },
      });
    });
  }
  spread();

  return {
    functionAt,
    handedCallsOf: (file, id) => handedCalls.to(functionId(file, id)),
    callersOf: (file, id) => callers.get(functionId(file, id)) ?? [],
    isOnlyInWorkers(file, id) {
      if (isWorker(file)) return true;
      const seen = new Set<FunctionId>();
      const queue = [functionId(file, id)];
      let inWorker = false;
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        const from = callers.get(next) ?? [];
        if (isWorker(fileOf(next))) inWorker = true;
        else if (from.length === 0 || reached.get(next)?.from === null) return false;
        else queue.push(...from.map((one) => functionId(one.file, one.id)));
      }
      return inWorker;
    },
    loopPath(file, id) {
      const places: RelatedPlace[] = [];
      let current: FunctionId | null = functionId(file, id);
      let step = reached.get(current);
      if (!step) return null;
      const { kind, root } = step;
      while (step) {
        const caller: FunctionId | null = step.from;
        places.push({
          ...step.place,
          label: caller === null ? rootLabel(step) : `called in ${nameOf(caller)}`,
        });
        current = caller;
        step = current === null ? undefined : reached.get(current);
      }
      return { kind, root, places };
    },
  };

  function nameOf(id: FunctionId): string {
    const summary = byPath.get(fileOf(id))?.summary;
    return summary?.functions[numberOf(id)]?.name ?? 'a function';
  }
}

const rootLabel = ({ kind, root }: Step): string => {
  if (kind === 'request') return `the event loop calls this for ${root}`;
  if (kind === 'async') return `async ${root} runs on the event loop`;
  return `the event loop calls this: ${root}`;
};

const fileOf = (id: FunctionId): string => id.slice(0, id.lastIndexOf(':'));
const numberOf = (id: FunctionId): number => Number(id.slice(id.lastIndexOf(':') + 1));

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
