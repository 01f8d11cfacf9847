/** Where origins lead, kept over changes that do not concern them. */
import type { Origin } from './origin.ts';
import { type Summaries, settleOrigin } from './settle-origin.ts';
import type { FileSummary } from './summary.ts';

/** By module, then by path. */
type Settled = Map<string, Map<string, Origin>>;

export class SettledOrigins {
  readonly #summaries: Summaries;
  /** By the file in which the origin means something. */
  readonly #known = new Map<string, Settled>();
  /** By file, those whose origins lead through it. */
  readonly #dependents = new Map<string, Set<string>>();

  constructor(summaries: Summaries) {
    this.#summaries = summaries;
  }

  of(file: string, origin: Origin): Origin {
    const { module, path } = origin;
    const ofModule = entry(
      entry(this.#known, file, newMap<Map<string, Origin>>),
      module,
      newMap<Origin>,
    );
    let settled = ofModule.get(path);
    if (!settled) {
      const summaries: Summaries = {
        ...this.#summaries,
        summaryOf: (passed) => {
          entry(this.#dependents, passed, () => new Set<string>()).add(file);
          return this.#summaries.summaryOf(passed);
        },
      };
      ofModule.set(path, (settled = settleOrigin(summaries, file, origin)));
    }
    return settled;
  }

  /** @param before `null` for a file that is new; @param after `null` for one that is gone */
  changed(file: string, before: FileSummary | null, after: FileSummary | null): void {
    if (!before || !after) {
      // What a specifier means may be another file now.
      this.#known.clear();
      this.#dependents.clear();
    } else if (view(before) !== view(after)) {
      for (const dependent of this.#dependents.get(file) ?? []) this.#known.delete(dependent);
      this.#dependents.delete(file);
    }
  }
}

/** All that settling an origin reads of a summary: of functions what they return, by their names. */
const view = ({ members, functions, values, exports, reexports }: FileSummary): string =>
  JSON.stringify([
    Object.entries(members).map(([name, id]) => [name, functions[id]?.returns]),
    values,
    exports,
    reexports,
  ]);

const newMap = <V>(): Map<string, V> => new Map();

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
