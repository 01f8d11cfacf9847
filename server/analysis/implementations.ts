/** The methods behind one that has no code: those of the classes that implement an interface or extend a class. */
import type { GraphFile } from './call-graph.ts';
import type { SettledOrigins } from './settled-origins.ts';

interface Method {
  readonly file: string;
  /** Its number in the summary of the file. */
  readonly id: number;
}

interface Class {
  readonly file: GraphFile;
  /** As `.Service`. */
  readonly name: string;
}

/** Classes that extend classes: more is a cycle. */
const deepest = 8;

/** @returns the methods for a settled origin: the absolute path of a file, and `.Service#load` */
export function implementationsIn(
  files: readonly GraphFile[],
  settled: SettledOrigins,
): (module: string, path: string) => readonly Method[] {
  /** By file and name of what they implement or extend. */
  const derived = new Map<string, Class[]>();
  for (const file of files) {
    const { bases, contracts } = file.summary;
    for (const name of new Set([...Object.keys(bases), ...Object.keys(contracts)])) {
      const base = bases[name];
      for (const origin of [...(base ? [base] : []), ...(contracts[name] ?? [])]) {
        const { module, path } = settled.of(file.path, origin);
        const key = module + path;
        const known = derived.get(key);
        if (known) known.push({ file, name });
        else derived.set(key, [{ file, name }]);
      }
    }
  }
  const methods = (owner: string, member: string, depth: number): Method[] =>
    (depth > deepest ? [] : (derived.get(owner) ?? [])).flatMap(({ file, name }) => {
      const id = file.summary.members[`${name}#${member}`];
      return id === undefined
        ? methods(file.path + name, member, depth + 1)
        : [{ file: file.path, id }];
    });
  return (module, path) => {
    const [, owner, member] = /^(\.[^.#()]+)#([^.#()]+)$/.exec(path) ?? [];
    return owner === undefined || member === undefined ? [] : methods(module + owner, member, 0);
  };
}
