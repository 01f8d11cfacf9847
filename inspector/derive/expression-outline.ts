/** The outline of an expression: what is called on what. Arguments and function bodies are stepped over. */
import { NotUnderstood, ScriptScanner } from './script-scanner.ts';

/** Offsets in the scanned text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `unwrapped` is the text without the parentheses around the whole. */
export type Outline = Span & { readonly unwrapped?: Span } & (
    | { readonly kind: 'name'; readonly name: string }
    /** `name` is `null` for `object[computed]`. */
    | {
        readonly kind: 'member';
        readonly object: Outline;
        readonly name: string | null;
        readonly optional: boolean;
      }
    | { readonly kind: 'call'; readonly callee: Outline; readonly arguments: Arguments }
    | { readonly kind: 'tagged'; readonly callee: Outline }
    | { readonly kind: 'new'; readonly callee: Outline; readonly arguments: Arguments }
    | { readonly kind: 'other' }
  );

export interface Arguments {
  readonly empty: boolean;
  /** Length of the first argument when that is a literal array without spread. */
  readonly elements: number | null;
}

const prefixWords = new Set(['await', 'delete', 'typeof', 'void', 'yield']);
const functionWords = new Set(['function', 'class']);
/** Longest first, so that `=` does not hide `===`. */
const operators =
  '>>>= === !== **= <<= >>= >>> &&= ||= ??= => == != <= >= && || ?? ** << >> += -= *= /= %= &= |= ^= + - * / % & | ^ < > ='.split(
    ' ',
  );

export class OutlineParser {
  readonly scanner: ScriptScanner;

  constructor(scanner: ScriptScanner) {
    this.scanner = scanner;
  }

  /** An operand as of `await`: prefix operators, a primary expression, and calls and members behind it. */
  unary(): Outline {
    const { scanner } = this;
    scanner.skipBlanks();
    const start = scanner.pos;
    const word = scanner.peekWord();
    if (prefixWords.has(word)) {
      scanner.skipWord();
      // `yield` may stand alone.
      if (word !== 'yield' || !/^[\s)\]},;:]*$/.test(scanner.char)) this.unary();
      return { kind: 'other', start, end: scanner.pos };
    }
    if (/[!~+-]/.test(scanner.char)) {
      scanner.pos += scanner.startsWith('++') || scanner.startsWith('--') ? 2 : 1;
      this.unary();
      return { kind: 'other', start, end: scanner.pos };
    }
    return this.#behind(this.#primary(), true);
  }

  /** An expression without commas at its top level; operators make it `other`. */
  expression(): Outline {
    const { scanner } = this;
    const first = this.unary();
    let simple = true;
    for (let questions = 0; ; ) {
      const before = scanner.pos;
      const newLine = scanner.skipBlanks();
      const word = scanner.peekWord();
      if (word === 'as' || word === 'satisfies') {
        this.#skipType();
        continue;
      }
      const operator =
        word === 'in' || word === 'instanceof'
          ? word
          : operators.find((token) => scanner.startsWith(token));
      if (operator !== undefined) scanner.pos += operator.length;
      else if (scanner.char === '?') {
        questions++;
        scanner.pos++;
      } else if (scanner.char === ':' && questions > 0) {
        questions--;
        scanner.pos++;
      } else {
        // Two operands side by side: a new statement on the next line, or nothing that is understood.
        if (scanner.char !== '' && !newLine && !/[)\]},;:]/.test(scanner.char))
          throw new NotUnderstood();
        scanner.pos = before;
        return simple ? first : { kind: 'other', start: first.start, end: before };
      }
      simple = false;
      this.unary();
    }
  }

  #primary(): Outline {
    const { scanner } = this;
    const start = scanner.pos;
    const other = (): Outline => ({ kind: 'other', start, end: scanner.pos });
    if (scanner.char === '(') return this.#group();
    if (scanner.char === '[' || scanner.char === '{') {
      scanner.skipBrackets();
      return other();
    }
    if (scanner.skipLiteral(true)) return other();
    const name = scanner.skipWord();
    if (name === 'new') return this.#construction(start);
    if (functionWords.has(name)) {
      this.#functionOrClass();
      return other();
    }
    if (
      name === 'async' &&
      !scanner.skipBlanks() &&
      /^(?!(of|in|instanceof|as|satisfies)$)./.test(scanner.peekWord())
    ) {
      if (functionWords.has(scanner.skipWord())) this.#functionOrClass();
      return other();
    }
    return { kind: 'name', name, start, end: start + name.length };
  }

  /** Members, calls and tagged templates behind `target`; without calls for the operand of `new`. */
  #behind(target: Outline, calls: boolean): Outline {
    const { scanner } = this;
    for (let outline = target; ; ) {
      scanner.pos = outline.end;
      const newLine = scanner.skipBlanks();
      const { start } = target;
      // `a ?.5 : b` is a condition.
      const optional = scanner.startsWith('?.') && !/\d/.test(scanner.text[scanner.pos + 2] ?? '');
      if (optional) {
        scanner.pos += 2;
        scanner.skipBlanks();
      }
      if (
        optional ? scanner.peekWord() !== '' : scanner.char === '.' && !scanner.startsWith('..')
      ) {
        if (!optional) scanner.pos++;
        scanner.skipBlanks();
        const name = scanner.skipWord();
        outline = { kind: 'member', object: outline, name, optional, start, end: scanner.pos };
      } else if (scanner.char === '[') {
        scanner.skipBrackets();
        outline = {
          kind: 'member',
          object: outline,
          name: null,
          optional,
          start,
          end: scanner.pos,
        };
      } else if (scanner.char === '!' && scanner.text[scanner.pos + 1] !== '=' && !newLine) {
        // TypeScript's non-null assertion leaves the expression what it is.
        outline = { ...outline, end: scanner.pos + 1 };
      } else if (calls && scanner.char === '(') {
        const list = this.#arguments();
        outline = { kind: 'call', callee: outline, arguments: list, start, end: scanner.pos };
      } else if (calls && scanner.char === '`') {
        scanner.skipTemplate();
        outline = { kind: 'tagged', callee: outline, start, end: scanner.pos };
      } else if (calls && scanner.char === '<' && scanner.skipTypeArguments()) {
        outline = { ...outline, end: scanner.pos };
      } else {
        if (optional) throw new NotUnderstood();
        if ((scanner.startsWith('++') || scanner.startsWith('--')) && !newLine && calls) {
          scanner.pos += 2;
          return { kind: 'other', start, end: scanner.pos };
        }
        scanner.pos = outline.end;
        return outline;
      }
    }
  }

  #construction(start: number): Outline {
    const { scanner } = this;
    scanner.skipBlanks();
    if (scanner.char === '.') {
      scanner.pos++;
      scanner.skipBlanks();
      scanner.skipWord();
      return { kind: 'other', start, end: scanner.pos };
    }
    const callee = this.#behind(this.#primary(), false);
    scanner.skipBlanks();
    if (scanner.char === '<') scanner.skipTypeArguments();
    if (scanner.char !== '(') {
      return {
        kind: 'new',
        callee,
        arguments: { empty: true, elements: null },
        start,
        end: callee.end,
      };
    }
    const list = this.#arguments();
    return { kind: 'new', callee, arguments: list, start, end: scanner.pos };
  }

  /** What is in the parentheses; `(0, mod.run)(…)`, as compilers write calls of imports, stands for `mod.run`. */
  #group(): Outline {
    const { scanner } = this;
    const start = scanner.pos;
    scanner.skipBrackets();
    const end = scanner.pos;
    const inner = this.#attempt(start + 1, () => {
      scanner.skipBlanks();
      const zero = /^0\s*,/.exec(scanner.text.slice(scanner.pos, scanner.pos + 20));
      if (zero) scanner.pos += zero[0].length;
      const outline = this.expression();
      scanner.skipBlanks();
      return scanner.pos === end - 1 ? outline : null;
    });
    scanner.pos = end;
    return inner === null
      ? { kind: 'other', start, end }
      : { ...inner, start, end, unwrapped: inner.unwrapped ?? inner };
  }

  #arguments(): Arguments {
    const { scanner } = this;
    const start = scanner.pos;
    scanner.skipBrackets();
    const end = scanner.pos;
    scanner.pos = start + 1;
    scanner.skipBlanks();
    const empty = scanner.pos === end - 1;
    const elements =
      scanner.char === '[' ? this.#attempt(scanner.pos, () => this.#elements()) : null;
    scanner.pos = end;
    return { empty, elements };
  }

  /** At `[`: how many elements there are up to `]`, if that ends the argument. */
  #elements(): number | null {
    const { scanner } = this;
    let count = 0;
    for (scanner.pos++; ; ) {
      scanner.skipBlanks();
      if (scanner.char === ']') break;
      count++;
      if (scanner.char !== ',') {
        // A spread is no expression, and ends the count here.
        this.expression();
        scanner.skipBlanks();
      }
      if (scanner.char === ',') scanner.pos++;
      else if (scanner.char !== ']') return null;
    }
    scanner.pos++;
    scanner.skipBlanks();
    const ends = /[,)!]/.test(scanner.char) || /^(as|satisfies)$/.test(scanner.peekWord());
    return ends ? count : null;
  }

  #functionOrClass(): void {
    const { scanner } = this;
    for (scanner.skipBlanks(); scanner.char !== '{'; scanner.skipBlanks()) {
      if (scanner.char === '(' || scanner.char === '[') scanner.skipBrackets();
      else if (scanner.peekWord() !== '') scanner.skipWord();
      else if (scanner.char === '' || /[)\]};]/.test(scanner.char)) throw new NotUnderstood();
      else scanner.pos++;
    }
    scanner.skipBrackets();
  }

  /** Types are not read: up to the end of what surrounds the expression. */
  #skipType(): void {
    const { scanner } = this;
    for (scanner.skipWord(); !/^[)\]},;]?$/.test(scanner.char); ) {
      if (/[([{]/.test(scanner.char)) scanner.skipBrackets();
      else if (!scanner.skipLiteral(false)) scanner.pos++;
    }
  }

  /** What is inside of brackets that match may still be beyond this parser, without harm to what surrounds it. */
  #attempt<T>(pos: number, parse: () => T | null): T | null {
    this.scanner.pos = pos;
    try {
      return parse();
    } catch (error) {
      if (error instanceof NotUnderstood) return null;
      throw error;
    }
  }
}
