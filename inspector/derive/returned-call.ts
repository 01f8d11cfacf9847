/**
 * Which native call has just returned, read from the source. A stack that is taken while one holds the loop shows the
 * first JavaScript behind it, and nothing of the call itself.
 */
import { OutlineParser } from './expression-outline.ts';
import { NotUnderstood, ScriptScanner } from './script-scanner.ts';
import { type SourcePosition, sourceOffset, sourcePosition } from './source-position.ts';

export interface ReturnedCall extends SourcePosition {
  /** `JSON.parse`, `inflateSync`. */
  readonly name: string;
  /** The function that holds the call and has returned as well; `null` when the call is in the one that was asked for. */
  readonly within: string | null;
}

/** Native functions that take long in one piece, and cannot be interrupted meanwhile. */
const uninterruptible =
  /(?<![\w$.#])(?:JSON\.(?:parse|stringify)|structuredClone)(?=\s*\()|\b[\w$]+Sync(?=\s*\()/g;
const called = /(?<![\w$])(#?[\p{ID_Start}$_][\p{ID_Continue}$]*)(?=\s*\()/gu;
const keywords = new Set(
  'if for while switch catch function return await typeof super import'.split(' '),
);
/** Characters behind the position that are looked at. */
const longestRest = 300;
/** A one-letter name in a minified bundle occurs everywhere. */
const mostOccurrences = 2_000;

/**
 * The last such call before `position` in the function that begins at `start`, or in the statement there;
 * else one in a function of the same script that is called there, as far as its name tells which one that is.
 */
export function returnedCall(
  source: string,
  start: SourcePosition,
  position: SourcePosition,
): ReturnedCall | null {
  const from = sourceOffset(source, start);
  const at = sourceOffset(source, position);
  if (from === null || at === null || at < from) return null;
  const before = source.slice(from, at);
  const behind = restAt(source, at);
  const spans = [
    { text: before, offset: from },
    { text: behind, offset: at },
  ];
  for (const { text, offset } of spans) {
    const match = [...text.matchAll(uninterruptible)].at(-1);
    if (match)
      return { name: match[0], within: null, ...sourcePosition(source, offset + match.index) };
  }
  const names = spans.flatMap(({ text }) => [...text.matchAll(called)].map(([name]) => name));
  for (const name of new Set(names.reverse())) {
    const found = keywords.has(name) ? null : callWithin(source, name);
    if (found) return found;
  }
  return null;
}

/** Whether nothing was called in the function before the position. */
export function isAtEntry(
  source: string,
  start: SourcePosition,
  position: SourcePosition,
): boolean {
  const from = sourceOffset(source, start);
  const at = sourceOffset(source, position);
  if (from === null || at === null || at < from) return false;
  // Node 18 pauses at the parameters.
  if (from === at) return true;
  const body = /(?:\{|=>)([^]*)$/.exec(source.slice(from, at))?.[1];
  return body !== undefined && !/[;(}]/.test(body);
}

/** The call in the only function of this name. */
function callWithin(source: string, name: string): ReturnedCall | null {
  const escaped = name.replaceAll('$', '\\$');
  const declared = new RegExp(
    `(?<=(?:[{};,\\n*]|\\b(?:async|static|get))\\s*)${escaped}\\s*(?=\\()|function\\s+${escaped}\\s*(?=\\()|(?<![\\w$.#])${escaped}\\s*=\\s*(?:function\\b[^(]*)?(?=\\(|[\\w$]+\\s*=>)`,
    'g',
  );
  let body: Body | null = null;
  let occurrences = 0;
  for (const { index, 0: text } of source.matchAll(declared)) {
    if (++occurrences > mostOccurrences) return null;
    const next = bodyAt(source, index + text.length);
    if (next && body) return null;
    body ??= next;
  }
  if (!body) return null;
  const match = [...body.text.matchAll(uninterruptible)].at(-1);
  if (!match) return null;
  return { name: match[0], within: name, ...sourcePosition(source, body.offset + match.index) };
}

interface Body {
  readonly text: string;
  readonly offset: number;
}

/** @param offset of the parameters; `null` when it is a call and declares nothing */
function bodyAt(source: string, offset: number): Body | null {
  const scanner = new ScriptScanner(source, offset);
  try {
    if (scanner.char === '(') scanner.skipBrackets();
    else scanner.skipWord();
    const opening = /^\s*(?::[^={;\n]*)?(?:=>\s*|(?=\{))/.exec(
      source.slice(scanner.pos, scanner.pos + longestRest),
    );
    if (!opening) return null;
    scanner.pos += opening[0].length;
    const start = scanner.pos;
    if (scanner.char === '{') scanner.skipBrackets();
    else new OutlineParser(scanner).expression();
    return { text: source.slice(start, scanner.pos), offset: start };
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

/** From the position to the end of its statement or of its item in a list: arguments, and what is assigned. */
function restAt(source: string, at: number): string {
  const scanner = new ScriptScanner(source, at);
  const last = at + longestRest;
  try {
    while (scanner.pos < last && !/^[;,)\]}\n]?$/.test(scanner.char)) {
      if ('([{'.includes(scanner.char)) scanner.skipBrackets();
      else if (!/["'`]/.test(scanner.char) || !scanner.skipLiteral(false)) scanner.pos++;
    }
    return source.slice(at, scanner.pos);
  } catch (error) {
    if (error instanceof NotUnderstood) return '';
    throw error;
  }
}
