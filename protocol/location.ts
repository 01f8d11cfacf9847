/** Where something is, in a file of the target or in the source it was made from. */

/** A position. `file` is an absolute path, a `node:` name, or the script's URL; line and column are 1-based. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
