/** Steps over the tokens of JavaScript and TypeScript without a full parse: comments, literals, brackets. */

/** Thrown inside and caught by whoever uses the scanner: the text cannot be understood with certainty. */
export class NotUnderstood extends Error {}

/** Words after which a slash begins a regular expression, as after an operator. */
const operatorWords = new Set(
  'await case delete do else in instanceof new of return throw typeof void yield'.split(' '),
);
/** Words whose parentheses are followed by a statement, and not by an operator. */
const headWords = new Set(['if', 'while', 'for', 'with']);

/**
 * Tokens that are stepped over at most. Nested brackets are stepped over once for each level, which for text that is
 * made for it grows with the square of its length.
 */
const mostSteps = 100_000;

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const identifier = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const number = /\.?\d(?:[eE][+-]\d|[\w.])*/y;
const blanks = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)+/y;

export class ScriptScanner {
  readonly text: string;
  pos: number;
  #steps = 0;

  /** `text` is a window of the script: its end is where the scanner gives up. */
  constructor(text: string, pos = 0) {
    this.text = text;
    this.pos = pos;
  }

  get char(): string {
    return this.text[this.pos] ?? '';
  }

  startsWith(token: string): boolean {
    return this.text.startsWith(token, this.pos);
  }

  /** Skips white space and comments. True when a line ended in them. */
  skipBlanks(): boolean {
    const skipped = this.#match(blanks);
    if (this.startsWith('/*')) throw new NotUnderstood('a comment without an end');
    return /[\n\r\u2028\u2029]/.test(skipped);
  }

  /** The word at the current position, without moving; empty when there is none. */
  peekWord(): string {
    const start = this.pos;
    const word = this.#match(identifier);
    this.pos = start;
    return word;
  }

  skipWord(): string {
    const word = this.#match(identifier);
    if (word === '') throw new NotUnderstood('a name was expected');
    return word;
  }

  /** Skips a string, a template, a regular expression or a number; `false` when there is none here. */
  skipLiteral(regexAllowed: boolean): boolean {
    const { char } = this;
    if (char === '"' || char === "'") this.#skipString(char);
    else if (char === '`') this.skipTemplate();
    else if (char === '/' && regexAllowed) this.#skipRegex();
    else return this.#match(number) !== '';
    return true;
  }

  skipTemplate(): void {
    for (this.pos++; this.pos < this.text.length; this.pos++) {
      if (this.char === '\\') this.pos++;
      else if (this.char === '`') {
        this.pos++;
        return;
      } else if (this.startsWith('${')) {
        this.pos++;
        this.skipBrackets();
        this.pos--;
      }
    }
    throw new NotUnderstood('a template without an end');
  }

  /** From an opening bracket to behind the closing one. */
  skipBrackets(): void {
    const open: { closer: string; head: boolean }[] = [];
    let regexAllowed = true;
    let word = '';
    do {
      if (++this.#steps > mostSteps) throw new NotUnderstood('too much text');
      this.skipBlanks();
      const { char } = this;
      if (char === '') throw new NotUnderstood('a bracket without an end');
      const closer = closers[char];
      const before = word;
      word = '';
      if (closer !== undefined) {
        open.push({ closer, head: char === '(' && headWords.has(before) });
        regexAllowed = true;
        this.pos++;
      } else if (char === ')' || char === ']' || char === '}') {
        const last = open.pop();
        if (last?.closer !== char) throw new NotUnderstood('brackets do not match');
        // A block is followed by a statement far more often than an object is divided by something.
        regexAllowed = char === '}' || last.head;
        this.pos++;
      } else if (this.skipLiteral(regexAllowed)) {
        regexAllowed = false;
      } else if (this.peekWord() !== '') {
        const property = this.text[this.pos - 1] === '.';
        word = this.skipWord();
        regexAllowed = !property && operatorWords.has(word);
      } else if (this.startsWith('++') || this.startsWith('--')) {
        this.pos += 2;
      } else {
        regexAllowed = true;
        this.pos++;
      }
    } while (open.length > 0);
  }

  /**
   * From `<` to behind the matching `>` when that can be type arguments; otherwise stays and returns `false`.
   * Comparisons are told from types by what follows: type arguments of a call end before `(` or a template.
   */
  skipTypeArguments(): boolean {
    const start = this.pos;
    for (let depth = 0; this.pos < this.text.length; ) {
      if (++this.#steps > mostSteps) throw new NotUnderstood('too much text');
      this.skipBlanks();
      const { char } = this;
      if (this.startsWith('=>')) this.pos += 2;
      else if (char === '(' || char === '[' || char === '{') this.skipBrackets();
      else if (char === '"' || char === "'" || char === '`') this.skipLiteral(false);
      else if (char !== '' && '<>,.|&?:'.includes(char)) {
        this.pos++;
        if (char === '<') depth++;
        if (char === '>' && --depth === 0) {
          this.skipBlanks();
          if (this.char === '(' || this.char === '`') return true;
          break;
        }
      } else if (this.peekWord() !== '') this.skipWord();
      else if (!this.skipLiteral(false)) break;
    }
    this.pos = start;
    return false;
  }

  #skipString(quote: string): void {
    for (this.pos++; this.pos < this.text.length; this.pos++) {
      if (this.char === '\\') this.pos++;
      else if (this.char === quote) {
        this.pos++;
        return;
      } else if (this.char === '\n' || this.char === '\r') break;
    }
    throw new NotUnderstood('a string without an end');
  }

  #skipRegex(): void {
    let inClass = false;
    for (this.pos++; this.pos < this.text.length; this.pos++) {
      const { char } = this;
      if (char === '\\') this.pos++;
      else if (char === '\n' || char === '\r') break;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) {
        this.pos++;
        // Its flags.
        this.#match(identifier);
        return;
      }
    }
    throw new NotUnderstood('a regular expression without an end');
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.pos;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.pos += found.length;
    return found;
  }
}
