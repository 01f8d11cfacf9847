/** Bounds text of a target before it is sent to a page: a program may have a function with a name of a megabyte. */

/** UTF-16 units that are kept of a name or an expression. */
export const mostOfName = 400;
/** As long as a path may be on any system. */
export const mostOfPath = 4_096;
export const mostOfMessage = 4_000;

/** What is too long ends in `…`. Everything else stays as it is: the page shows it as text, whatever it is. */
export function clipText(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
