/** Keeps every error of the agent's own out of the target. */

export interface Guard {
  /** Callbacks that threw: what they would have reported is missing. */
  readonly failures: number;
  /** The same function, which never throws. */
  guarded<Values extends unknown[]>(run: (...values: Values) => void): (...values: Values) => void;
}

export function createGuard(): Guard {
  let failures = 0;
  return {
    get failures() {
      return failures;
    },
    guarded:
      (run) =>
      (...values) => {
        try {
          run(...values);
        } catch {
          failures++;
        }
      },
  };
}
