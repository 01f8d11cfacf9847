/** Who calls whom across files, and by which way the event loop reaches a function. */
import type { RelatedPlace } from '../../protocol/lint.ts';
import type { FileRole } from './file-role.ts';
import { FunctionNumbers } from './function-numbers.ts';
import { callsOfHanded, type HandedCall } from './handed-calls.ts';
import { implementationsIn } from './implementations.ts';
import type { RootKind } from './registrations.ts';
import type { Summaries } from './settle-origin.ts';
import type { SettledOrigins } from './settled-origins.ts';
import type { FileSummary, FunctionRef } from './summary.ts';
import { workerFiles } from './workers.ts';

/** A function of the project: `<absolute path>:<number in its summary>`. */
export type FunctionId = string;

export const functionId = (file: string, id: number): FunctionId => `${file}:${id}`;

export interface LoopRoot {
  readonly kind: RootKind | 'async';
  /** What the loop calls first: `GET /hello`, or the name of an async function. */
  readonly root: string;
  /** The root that leads to the code which registers it: itself for a timer that sets itself anew; `null` at the start. */
  readonly begunBy: LoopRoot | null;
}

export interface LoopPath extends LoopRoot {
  /** From the function outwards to the root. */
  readonly places: readonly RelatedPlace[];
}

export interface CallGraph {
  /** How the event loop reaches a function while the service runs; `null` when it does not, or only at the start. */
  loopPath(file: string, id: number): LoopPath | null;
  /** Where a function is called. */
  callersOf(file: string, id: number): readonly Caller[];
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
  readonly root: LoopRoot;
  /** Who calls it, or `null` at a root. */
  readonly from: number | null;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

/** Functions of the project are numbered through all files. */
interface Call {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
}

/** @param settled where the origins of these summaries lead */
export function buildCallGraph(
  files: readonly GraphFile[],
  settled: SettledOrigins,
  resolveModule: Summaries['resolve'],
): CallGraph {
  const numbers = new FunctionNumbers(files);
  const callees = new Array<Call[] | undefined>(numbers.count);
  const callers = new Array<Call[] | undefined>(numbers.count);

  const resolve = (file: string, ref: FunctionRef): number | null => {
    if (ref.kind === 'function') return numbers.of(file, ref.id);
    const { module, path } = settled.of(file, ref.origin);
    const id = numbers.file(module)?.summary.members[path];
    return id === undefined ? null : numbers.of(module, id);
  };

  const implementations = implementationsIn(files, settled);
  /** Also what is behind a method that has no code of its own: of an interface, or abstract. */
  const resolveAll = (file: string, ref: FunctionRef): readonly number[] => {
    const number = resolve(file, ref);
    if (number !== null) return [number];
    if (ref.kind === 'function') return [];
    const { module, path } = settled.of(file, ref.origin);
    return implementations(module, path).map((one) => numbers.of(one.file, one.id));
  };

  for (const { path, summary } of files) {
    const first = numbers.of(path, 0);
    summary.functions.forEach(({ calls }, id) => {
      const from = first + id;
      for (const { target, line, column } of calls) {
        for (const to of resolveAll(path, target)) {
          const call: Call = { from, to, line, column };
          (callees[from] ??= []).push(call);
          (callers[to] ??= []).push(call);
        }
      }
    });
  }

  const handedCalls = callsOfHanded(files, numbers, resolve);

  const workers = workerFiles(files, resolveModule);
  const isWorker = ({ path, summary }: GraphFile): boolean => workers.has(path) || summary.isWorker;
  const runsOnTheLoop = (file: GraphFile): boolean => file.role === 'service' && !isWorker(file);

  const startup = new Set<number>();
  const reached = new Array<Step | undefined>(numbers.count);
  const fromStartup = (number: number): void => {
    if (startup.has(number)) return;
    startup.add(number);
    for (const { to } of callees[number] ?? []) fromStartup(to);
  };
  for (const { path, summary } of files)
    summary.functions.forEach(({ isSetup }, id) => {
      const number = numbers.of(path, id);
      if (isSetup && (id === 0 || !callers[number])) fromStartup(number);
    });

  let queue: number[] = [];
  const reach = (number: number, step: Step): void => {
    if (reached[number]) return;
    reached[number] = step;
    queue.push(number);
  };
  const spread = (): void => {
    // It grows while it is read.
    for (const from of queue) {
      const { root } = reached[from] as Step;
      // That nobody is seen to call an async function is a guess, and does not carry over to what it was given.
      const handed = root.kind === 'async' ? [] : handedCalls.of(from);
      for (const { to, line, column } of [...(callees[from] ?? []), ...handed])
        reach(to, { root, from, place: { file: numbers.fileOf(from).path, line, column } });
    }
    queue = [];
  };

  for (const file of files) {
    if (!runsOnTheLoop(file)) continue;
    const { path, summary } = file;
    for (const { kind, label, target, line, column, from } of summary.roots) {
      // Nobody but the one at the terminal waits for what is done there.
      if (summary.isTerminal && kind !== 'request' && kind !== 'message') continue;
      const number = resolve(path, target);
      if (number === null) continue;
      const beginning = numbers.of(path, from);
      const root: LoopRoot = {
        kind,
        root: label,
        // Known when all is reached.
        get begunBy() {
          return reached[beginning]?.root ?? null;
        },
      };
      reach(number, { root, from: null, place: { file: path, line, column } });
    }
  }
  spread();
  // Async functions that nobody is seen to call: handlers of frameworks that are not known here, and libraries.
  for (const file of files) {
    if (!runsOnTheLoop(file) || file.summary.isTerminal) continue;
    const { path, summary } = file;
    summary.functions.forEach(({ isAsync, name, line, column }, id) => {
      const number = numbers.of(path, id);
      if (!isAsync || startup.has(number) || callers[number]) return;
      reach(number, {
        root: { kind: 'async', root: name ?? 'async function', begunBy: null },
        from: null,
        place: { file: path, line, column },
      });
    });
  }
  spread();

  return {
    handedCallsOf: (file, id) => handedCalls.to(numbers.of(file, id)),
    callersOf: (file, id) =>
      (callers[numbers.of(file, id)] ?? []).map(({ from, line, column }) => ({
        ...numbers.functionAt(from),
        line,
        column,
      })),
    isOnlyInWorkers(file, id) {
      const seen = new Set<number>();
      const queue = [numbers.of(file, id)];
      let inWorker = false;
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        const from = callers[next] ?? [];
        if (isWorker(numbers.fileOf(next))) inWorker = true;
        else if (from.length === 0 || reached[next]?.from === null) return false;
        else queue.push(...from.map((call) => call.from));
      }
      return inWorker;
    },
    loopPath(file, id) {
      const places: RelatedPlace[] = [];
      let step = reached[numbers.of(file, id)];
      if (!step) return null;
      const { root } = step;
      while (step) {
        const caller: number | null = step.from;
        places.push({
          ...step.place,
          label: caller === null ? rootLabel(step.root) : `called in ${numbers.nameOf(caller)}`,
        });
        step = caller === null ? undefined : reached[caller];
      }
      return { kind: root.kind, root: root.root, begunBy: root.begunBy, places };
    },
  };
}

const rootLabel = ({ kind, root }: LoopRoot): string => {
  if (kind === 'request') return `the event loop calls this for ${root}`;
  if (kind === 'async') return `async ${root} runs on the event loop`;
  return `the event loop calls this: ${root}`;
};
