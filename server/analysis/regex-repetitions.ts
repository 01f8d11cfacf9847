/** What the text of a regular expression tells of its repetitions without bound. */

/** Escapes, classes and quantifiers are one token each. */
const token = /\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|./gs;
const unbounded = /^(?:[*+]|\{\d+,\})$/;
const mayBeNone = /^(?:[*?]|\{0)/;
/** A character, or an escape that means one. */
const literal = /^(?:[^\\.[\](){}|*+?^$]|\\[^\w\s])$/;

/**
 * How often the length of the text multiplies the time from one place on, at most. Each repetition may take its part of
 * the same text in as many ways as it is long. Only `\d+` in `\d+Y` may not, since what has to follow can be no part of
 * it: however many of these there are, together they go over the text once for each way that the others take.
 */
export function repetitionDegree(pattern: string): number {
  const tokens = pattern.match(token) ?? [];
  const repeated = tokens.flatMap((one, at) => (unbounded.test(one) ? [at] : []));
  const open = repeated.filter((at) => !isClosed(tokens, at)).length;
  return open + (repeated.length > open ? 1 : 0);
}

function isClosed(tokens: readonly string[], at: number): boolean {
  const repeated = tokens[at - 1];
  const next = indexAfter(tokens, at);
  const follows = tokens[next];
  if (repeated === undefined || follows === undefined || !literal.test(follows)) return false;
  if (repeated === ')' || mayBeNone.test(tokens[next + 1] ?? '')) return false;
  return !new RegExp(`^${repeated}$`, 'is').test(follows.at(-1) ?? '');
}

/** Past what makes it lazy, and past the ends of groups, which may be optional as a whole. */
function indexAfter(tokens: readonly string[], at: number): number {
  let next = at + 1;
  if (tokens[next] === '?') next++;
  while (tokens[next] === ')') {
    next++;
    while (tokens[next] === '?') next++;
  }
  return next;
}
