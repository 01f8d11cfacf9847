/** Which findings are new, which go on, and which have ended. */
import type { Finding } from '../../protocol/finding.ts';
import { findingKey } from '../diagnose/finding-key.ts';

export interface TimedFinding {
  /** With the newest numbers. */
  readonly finding: Finding;
  /** Epoch milliseconds. */
  readonly begin: number;
  /** `null` while it is still found. */
  readonly end: number | null;
}

/** Ended ones that are remembered. */
const mostEnded = 200;

export class CurrentFindings {
  readonly #all = new Map<string, TimedFinding>();

  /** @returns those that were not found the last time */
  update(findings: readonly Finding[], time: number): readonly Finding[] {
    const present = new Map(findings.map((finding) => [findingKey(finding), finding]));
    const fresh: Finding[] = [];
    for (const [key, known] of this.#all) {
      if (!present.has(key) && known.end === null) this.#all.set(key, { ...known, end: time });
    }
    for (const [key, finding] of present) {
      const known = this.#all.get(key);
      const goesOn = known !== undefined && known.end === null;
      if (!goesOn) {
        fresh.push(finding);
        // At the end of the order, so that what ended long ago is forgotten first.
        this.#all.delete(key);
      }
      this.#all.set(key, { finding, begin: goesOn ? known.begin : time, end: null });
    }
    this.#forget();
    return fresh;
  }

  /** Oldest first. */
  list(): readonly TimedFinding[] {
    return [...this.#all.values()];
  }

  #forget(): void {
    const ended = [...this.#all].filter(([, { end }]) => end !== null);
    for (const [key] of ended.slice(0, Math.max(0, ended.length - mostEnded)))
      this.#all.delete(key);
  }
}
