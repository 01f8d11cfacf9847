/** What the types of a file say gives a promise when it is called, for those who import the types. */
import { declaredCallables } from './declared-callables.ts';
import { annotatedTypes } from './promise-types.ts';
import type { SourceFile } from './source-file.ts';

/** @returns paths as origins spell them: `.Repository#save`, `.Handler#` for a type of functions, `.load` */
export function promiseMembers(file: SourceFile): string[] {
  const types = annotatedTypes(file);
  const found = new Map<string, boolean>();
  // Of several overloads each has to give one.
  for (const [path, type] of declaredCallables(file))
    found.set(path, types.returnsPromise(type) && found.get(path) !== false);
  return [...found].filter(([, gives]) => gives).map(([path]) => path);
}
