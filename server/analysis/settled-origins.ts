/** Where origins lead, kept over changes that do not concern them. */
import type { Origin } from './origin.ts';
import { type SettlingFacts, type Summaries, settleOrigin, settlingKey } from './settle-origin.ts';

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
  changed(file: string, before: SettlingFacts | null, after: SettlingFacts | null): void {
    if (!before || !after) {
      // What a specifier means may be another file now.
      this.#known.clear();
      this.#dependents.clear();
    } else if (settlingKey(before) !== settlingKey(after)) {
      for (const dependent of this.#dependents.get(file) ?? []) this.#known.delete(dependent);
      this.#dependents.delete(file);
    }
  }
}

const newMap = <V>(): Map<string, V> => new Map();

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
