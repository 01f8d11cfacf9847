/** Whether a script declares a function as async, by its name alone. */
import { NotUnderstood, ScriptScanner } from './script-scanner.ts';

/** A one-letter name in a minified bundle occurs everywhere and says nothing. */
const mostOccurrences = 10_000;
/** Characters behind a name in which its parameters end. */
const window = 2_000;

/**
 * `true` or `false` when every declaration of a function or method `name` in the text is async, or none is; `null`
 * when there is no declaration or they differ. Declarations are `function name`, `name = …` and `name: …` with a
 * function, and `name(…) {`. A private method's name begins with `#`.
 */
export function isAsyncFunctionNamed(source: string, name: string): boolean | null {
  if (!/^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return null;
  let answer: boolean | null = null;
  let count = 0;
  for (let at = source.indexOf(name); at >= 0; at = source.indexOf(name, at + name.length)) {
    if (++count > mostOccurrences) return null;
    const found = declaredAt(source, at, at + name.length);
    if (found === null) continue;
    if (answer !== null && answer !== found) return null;
    answer = found;
  }
  return answer;
}

function declaredAt(source: string, start: number, end: number): boolean | null {
  if (
    /[\p{ID_Continue}$#]/u.test(source[start - 1] ?? '') ||
    /[\p{ID_Continue}$]/u.test(source[end] ?? '')
  )
    return null;
  const before = source.slice(Math.max(0, start - 200), start);
  if (isComment(before)) return null;
  const keyword = /(?<![.\w$])(async\s+)?function\s*\*?\s*$/.exec(before);
  if (keyword) return keyword[1] !== undefined;
  const after = source.slice(end, end + window);
  const value = valueOf(before, after);
  if (value !== null) return isFunction(value);
  if (!/^\s*[(<]/.test(after)) return null;
  if (/(?<![.\w$])async\s*\*?\s*$/.test(before)) return true;
  // A method: at the start of a member, or behind its modifiers.
  const member = /(?:^|[{};,*\n]|\b(?:static|public|private|protected|override|get|set))\s*$/.test(
    before,
  );
  return member && beginsBody(after) ? false : null;
}

/** What is assigned to the name, with or without a type: `name = value`, `name: Type = value`, `{ name: value }`. */
function valueOf(before: string, after: string): string | null {
  const assigned = /^\s*[?!]?(?:\s*:[^=;(){}\n]*)?\s*=(?![=>])\s*/.exec(after);
  if (assigned) return after.slice(assigned[0].length);
  const property = /^\s*:\s*/.exec(after);
  // `condition ? name : async () => {}` declares nothing.
  return property && /[{,]\s*$/.test(before) ? after.slice(property[0].length) : null;
}

/** `true` for an async function or arrow, `false` for another one, `null` for any other value. */
function isFunction(value: string): boolean | null {
  const isAsync = /^async\b(?!\s*=>)/.test(value);
  const rest = isAsync ? value.slice(5).trimStart() : value;
  const isArrow = /^[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>/u.test(rest);
  return isArrow || /^function\b/.test(rest) || beginsArrow(rest) ? isAsync : null;
}

function beginsArrow(text: string): boolean {
  return /^(?::[^=;{}]*)?=>/.test(behindParameters(text) ?? '');
}

function beginsBody(text: string): boolean {
  return /^(?::[^=;(){}]*)?\{/.test(behindParameters(text) ?? '');
}

/** From type parameters or parameters to what follows them. */
function behindParameters(text: string): string | null {
  const scanner = new ScriptScanner(text);
  try {
    scanner.skipBlanks();
    if (scanner.char === '<' && !scanner.skipTypeArguments()) return null;
    if (scanner.char !== '(') return null;
    scanner.skipBrackets();
    scanner.skipBlanks();
    return text.slice(scanner.pos);
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

/** Documentation shows declarations as well. */
function isComment(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return /^\s*(?:\*|\/\*)|\/\//.test(line.replace(/:\/\//g, ''));
}
