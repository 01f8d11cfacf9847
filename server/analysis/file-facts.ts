/** What can be asked of a file with what the others of the project say, by rules and by what several of them ask. */
import type { CallNode, FunctionNode, NewNode, Node } from './ast.ts';
import { unwrapped } from './ast.ts';
import { functionBehind } from './function-behind.ts';
import { originKey } from './origin.ts';
import type { AnalyzedFile, Project } from './project.ts';
import { promiseTest } from './promise-test.ts';
import { referencedFunction } from './referenced-function.ts';
import type { SourceFile, Variable } from './source-file.ts';

export interface FileFacts {
  readonly file: AnalyzedFile;
  readonly source: SourceFile;
  /** For what concerns other files: the call graph, and fixes that go through them. */
  readonly project: Project;
  /** Origin key of a value, see origin.ts: `fs.readFileSync`, `pg.Pool#connect`. */
  key(node: Node | null | undefined): string | null;
  /** Origin key of what a call or `new` calls. */
  calleeKey(node: Node | null | undefined): string | null;
  /** Whether the value is a promise: by known APIs, async functions of the project, and annotations. */
  isPromise(node: Node): boolean;
  /** The function of this file that a call calls. */
  functionOf(call: Node): FunctionNode | null;
  variableOf(identifier: Node): Variable | null;
  /** The function that a call calls, in whichever file it is. */
  called(call: Node): Called | null;
  /** What is passed for a parameter of a function of this file, here and in other files. */
  passedTo(fn: FunctionNode, index: number): readonly Passed[];
}

export interface Called {
  readonly fn: FunctionNode;
  /** Of the file where the function is. */
  readonly facts: FileFacts;
}

interface CallOf {
  readonly call: CallNode | NewNode;
  /** Of the file where the call is. */
  readonly facts: FileFacts;
}

export interface Passed {
  readonly value: Node;
  readonly call: Node;
  /** Of the file where the call is. */
  readonly facts: FileFacts;
}

const known = new WeakMap<AnalyzedFile, FileFacts>();

export function factsOf(project: Project, file: AnalyzedFile): FileFacts {
  let facts = known.get(file);
  if (!facts) known.set(file, (facts = createFacts(project, file)));
  return facts;
}

function createFacts(project: Project, file: AnalyzedFile): FileFacts {
  const { source, origins, ids } = file;
  const key: FileFacts['key'] = (node) => {
    const origin = node ? origins.of(node) : null;
    return origin && originKey(origin);
  };
  const functionOf: FileFacts['functionOf'] = (call) => {
    const callee = calleeOf(call);
    return callee && referencedFunction(source, callee);
  };
  const callsTo = new Map<FunctionNode, readonly CallOf[]>();
  const facts: FileFacts = {
    file,
    source,
    project,
    key,
    calleeKey: (node) => key(calleeOf(node)),
    isPromise: promiseTest(project, file, functionOf),
    functionOf,
    variableOf: (identifier) => source.variableOf(identifier),
    called(call) {
      const callee = calleeOf(call);
      const found = callee && functionBehind(project, file, callee);
      return found && { fn: found.fn, facts: factsOf(project, found.file) };
    },
    passedTo(fn, index) {
      let calls = callsTo.get(fn);
      if (!calls) {
        calls = callsOf(project, file, ids.idOf(fn)).filter(
          ({ call, facts: caller }) => caller.called(call)?.fn === fn,
        );
        callsTo.set(fn, calls);
      }
      return calls.flatMap(({ call, facts: caller }) => {
        const value = call.arguments[index];
        return value ? [{ value, call, facts: caller }] : [];
      });
    },
  };
  return facts;
}

const calleeOf = (node: Node | null | undefined): Node | null => {
  const call = node ? unwrapped(node) : null;
  return call?.type === 'CallExpression' || call?.type === 'NewExpression' ? call.callee : null;
};

/** The calls at the places that the call graph knows. */
function callsOf(project: Project, file: AnalyzedFile, id: number): CallOf[] {
  if (id === 0) return [];
  return project.graph.callersOf(file.source.path, id).flatMap(({ file: path, line, column }) => {
    const caller = path === file.source.path ? file : project.file(path);
    if (!caller) return [];
    const facts = factsOf(project, caller);
    return (['CallExpression', 'NewExpression'] as const)
      .flatMap((type) => startingAt(caller.source, caller.source.nodes(type), line, column))
      .map((call) => ({ call, facts }));
  });
}

/** Of nodes in the order of the text those that begin at a place: `a` and `a()` of `a()()` begin at the same. */
function startingAt<T extends Node>(
  source: SourceFile,
  nodes: readonly T[],
  line: number,
  column: number,
): T[] {
  const offset = source.offsetAt(line, column);
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as T).start < offset) low = middle + 1;
    else high = middle;
  }
  const found: T[] = [];
  for (let at = low; nodes[at]?.start === offset; at++) found.push(nodes[at] as T);
  return found;
}
