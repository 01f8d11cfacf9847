/** Text of a target as it is shown: on one line, with nothing invisible in it and nothing that turns it around. */

/** UTF-16 units: more than any place of the page has room for. */
const defaultMost = 300;

/** Control and formatting characters (bidi overrides, zero-width), separators, lone surrogates, private use. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
/** Marks that pile up on one letter and paint over the lines above. */
const piledMarks = /(\p{M}{2})\p{M}+/gu;

export function shown(text: string, most = defaultMost): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(piledMarks, '$1').replace(unsafe, escaped);
}

function escaped(character: string): string {
  if (character === '\n') return '⏎';
  if (character === '\t') return ' ';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
