/** Which native function held the loop, and the lint rule that finds its calls. */
import type { Frame } from '../../protocol/frame.ts';
import type { BlockCause } from '../../protocol/live.ts';
import { placeOf } from './location.ts';

export interface NativeCall {
  /** `JSON.parse`, `pbkdf2Sync`, `a regular expression`. */
  readonly name: string;
  /** `null` when no rule is about this function. */
  readonly rule: string | null;
}

/** Native calls leave no frame of their own, so the source at the place is asked. */
const inSource: readonly (readonly [RegExp, string | null, string])[] = [
  [/\bJSON\.(?:parse|stringify)(?=\s*\()/, null, 'cpu/json'],
  [/\bstructuredClone(?=\s*\()/, null, 'cpu/json'],
  [/\bAtomics\.wait(?=\s*\()/, null, 'block/wait'],
  [/\b[\w$]+Sync(?=\s*\()/, null, 'block/sync-api'],
  [
    /\.(?:test|exec|match|matchAll|replace|replaceAll|search)(?=\s*\()/,
    'a regular expression',
    'cpu/redos',
  ],
];

/** Of Node and of packages, in frames that the program's own code called. */
const inFrames: readonly (readonly [RegExp, string])[] = [
  [/^JSON\.|^structuredClone$/, 'cpu/json'],
  [/^RegExp\b|^\[Symbol\.(?:match|replace|search|split)/, 'cpu/redos'],
  [/^Atomics\.wait$/, 'block/wait'],
];

/**
 * Of Node and without a rule, but long in one call when the argument is large. Any other function of Node, such as
 * `performance.now`, is met where a stack was taken because the program's own loop calls it.
 */
const longInOneCall = /^(?:inspect|format|formatWithOptions|serialize|deserialize)$/;

/** @param sourceText the source from the position of the program's innermost frame on */
export function nativeCall(
  frames: readonly Frame[],
  cause: BlockCause,
  sourceText: string | null,
): NativeCall | null {
  const computes = cause === 'compute';
  if (!computes && cause !== 'synchronous wait' && cause !== 'synchronous I/O') return null;
  const entered = placeOf(frames)?.skipped.at(-1);
  if (entered) return computes && !isLongInOneCall(entered) ? null : named(entered);
  for (const [pattern, name, rule] of inSource) {
    // Anything may stand behind the place; whether it computed or waited is known better from the cause.
    if (computes ? rule === 'block/wait' : rule.startsWith('cpu/')) continue;
    const match = pattern.exec(sourceText ?? '');
    if (match) return { name: name ?? match[0], rule };
  }
  return null;
}

function isLongInOneCall(frame: Frame): boolean {
  if (frame.function === '(anonymous)') return false;
  const { name, rule } = named(frame);
  return rule !== null || longInOneCall.test(name) || !frame.file.startsWith('node:');
}

function named(frame: Frame): NativeCall {
  const name = frame.function.replace(/^Object\./, '');
  const known = inFrames.find(([pattern]) => pattern.test(name));
  if (known) return { name, rule: known[1] };
  if (!/sync/i.test(name)) return { name, rule: null };
  const ofNode = frame.file.startsWith('node:');
  return { name, rule: ofNode ? 'block/sync-api' : 'block/sync-lib' };
}
