/**
 * Calls by way of a parameter: `serve(handler)` here, `handler(request)` inside of `serve` there. They tell by which way
 * the loop reaches a function. They are no callers in the sense of a fix, as what is called there changes by the call.
 */
import type { FunctionId, GraphFile } from './call-graph.ts';
import type { Origin } from './origin.ts';
import type { FunctionRef } from './summary.ts';

export interface HandedCall {
  readonly to: FunctionId;
  /** The file of the call, and where it is. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where the arguments come from, as that file names it. */
  readonly given: readonly (Origin | null)[];
}

export interface HandedCalls {
  /** In the code of a function. */
  of(id: FunctionId): readonly HandedCall[];
  /** Of a function. */
  to(id: FunctionId): readonly HandedCall[];
}

const none: readonly HandedCall[] = [];

export function callsOfHanded(
  files: readonly GraphFile[],
  resolve: (file: string, ref: FunctionRef) => FunctionId | null,
): HandedCalls {
  /** By function and number of the parameter. */
  const handed = new Map<string, Set<FunctionId>>();
  for (const { path, summary } of files)
    for (const { to, index, id } of summary.handed) {
      const owner = resolve(path, to);
      if (owner === null) continue;
      const key = `${owner}#${index}`;
      const known = handed.get(key) ?? new Set();
      handed.set(key, known.add(`${path}:${id}`));
    }

  const of = new Map<FunctionId, HandedCall[]>();
  const by = new Map<FunctionId, HandedCall[]>();
  for (const { path, summary } of files)
    for (const { from, owner, index, given, line, column } of summary.parameterCalls)
      for (const to of handed.get(`${path}:${owner}#${index}`) ?? []) {
        const call: HandedCall = { to, file: path, line, column, given };
        const caller = `${path}:${from}`;
        of.set(caller, [...(of.get(caller) ?? []), call]);
        by.set(to, [...(by.get(to) ?? []), call]);
      }
  return { of: (id) => of.get(id) ?? none, to: (id) => by.get(id) ?? none };
}
