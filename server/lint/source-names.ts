/** Which files are source text of a program, by their names. */

const source = /\.[cm]?[jt]sx?$/;
/** Types without code. */
const declarations = /\.d\.[cm]?ts$/;

export function isSourceName(path: string): boolean {
  return source.test(path) && !declarations.test(path);
}
