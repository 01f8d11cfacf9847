/** The one place where text of a target becomes safe to print: everything that is shown goes through it. */

/** Longest text that is kept, in UTF-16 units: far beyond any terminal, far below what would hang one. */
const defaultLimit = 2000;

/**
 * Control characters, formatting characters (bidi overrides, zero-width, tags, byte-order marks), line and
 * paragraph separators, lone surrogates, private and unassigned code points.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
/** Marks that pile up on one letter and paint over the lines above. */
const piledMarks = /(\p{M}{2})\p{M}+/gu;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return named[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}

/** The text on one line, with nothing in it that a terminal would obey. What is too long ends in `…`. */
export function printable(text: string, limit = defaultLimit): string {
  const cut = text.length > limit ? `${text.slice(0, limit - 1).trimEnd()}…` : text;
  return cut.replace(piledMarks, '$1').replace(unsafe, escape);
}
