/**
 * Calls by way of a parameter: `serve(handler)` here, `handler(request)` inside of `serve` there. They tell by which way
 * the loop reaches a function. They are no callers in the sense of a fix, as what is called there changes by the call.
 */
import type { GraphFile } from './call-graph.ts';
import type { FunctionNumbers } from './function-numbers.ts';
import type { Origin } from './origin.ts';
import type { FunctionRef } from './summary.ts';

export interface HandedCall {
  /** The number of the function that is called. */
  readonly to: number;
  /** The file of the call, and where it is. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where the arguments come from, as that file names it. */
  readonly given: readonly (Origin | null)[];
}

export interface HandedCalls {
  /** In the code of the function with this number. */
  of(number: number): readonly HandedCall[];
  /** Of the function with this number. */
  to(number: number): readonly HandedCall[];
}

const none: readonly HandedCall[] = [];

/** @param resolve the number of what a file refers to */
export function callsOfHanded(
  files: readonly GraphFile[],
  numbers: FunctionNumbers,
  resolve: (file: string, ref: FunctionRef) => number | null,
): HandedCalls {
  /** By function and number of the parameter. */
  const handed = new Map<string, Set<number>>();
  for (const { path, summary } of files)
    for (const { to, index, id } of summary.handed) {
      const owner = resolve(path, to);
      if (owner === null) continue;
      const key = `${owner}#${index}`;
      const known = handed.get(key) ?? new Set();
      handed.set(key, known.add(numbers.of(path, id)));
    }

  const of = new Map<number, HandedCall[]>();
  const by = new Map<number, HandedCall[]>();
  for (const { path, summary } of files)
    for (const { from, owner, index, given, line, column } of summary.parameterCalls)
      for (const to of handed.get(`${numbers.of(path, owner)}#${index}`) ?? []) {
        const call: HandedCall = { to, file: path, line, column, given };
        const caller = numbers.of(path, from);
        of.set(caller, [...(of.get(caller) ?? []), call]);
        by.set(to, [...(by.get(to) ?? []), call]);
      }
  return { of: (number) => of.get(number) ?? none, to: (number) => by.get(number) ?? none };
}
