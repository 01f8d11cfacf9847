/** Finds the period of a stack that repeats itself. */

/** Frames that may come before the repetition begins: members of a combinator that a cycle awaits. */
const maxPrefix = 64;

/**
 * The shortest period with which the stack repeats at least three times up to its outer end, or `null`.
 * @param stack frame numbers, innermost first
 * @returns `prefix`: number of frames before the repetition begins
 */
export function repetition(stack: readonly number[]): { prefix: number; period: number } | null {
  const length = stack.length;
  for (let period = 1; period * 3 <= length; period++) {
    let start = length - period - 1;
    while (start >= 0 && stack[start] === stack[start + period]) start--;
    const prefix = start + 1;
    if (prefix <= maxPrefix && length - prefix >= period * 3) return { prefix, period };
  }
  return null;
}
