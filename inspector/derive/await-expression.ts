/** What a suspended `await` is waiting for, read from the source text at the position that V8 reports. */
import { type Outline, OutlineParser, type Span } from './expression-outline.ts';
import { NotUnderstood, ScriptScanner } from './script-scanner.ts';
import { sourceOffset } from './source-position.ts';

export { isAsyncFunctionNamed } from './declared-async.ts';

const combinators = ['all', 'any', 'allSettled', 'race'] as const;
const derived = ['then', 'catch', 'finally'] as const;
type CombinatorName = (typeof combinators)[number];
type DerivedName = (typeof derived)[number];

export interface AwaitExpression {
  /** `for-await` and `yield*` wait for the next value of an iterator, and `text` is the iterator's expression. */
  readonly form: 'await' | 'for-await' | 'yield' | 'yield*';
  /** The awaited expression with white space folded and comments left out, at most 80 characters. */
  readonly text: string;
  /** `this.pool.connect`, `Promise.all`, `open(…).read`; `null` when it is no call, or a call of something nameless. */
  readonly callee: string | null;
  /** Of the expression without `chain`. `identifier` includes `this.ready` and `jobs[0]`. */
  readonly kind: 'call' | 'new' | 'identifier' | 'combinator' | 'other';
  readonly combinator: CombinatorName | null;
  /** Length of the combinator's list, when it is a literal without spread. */
  readonly elements: number | null;
  /** Calls at the end that derive a promise: `fetch(u).then(f).catch(g)` gives `then`, `catch`. */
  readonly chain: readonly DerivedName[];
}

/** Characters that are looked at behind the position; what is not over by then is not understood. */
const window = 20_000;
const longestText = 80;

/**
 * `line` and `column` are 1-based, as V8 reports them; the same on Node 18 to 26: at the keyword of `await`, `yield`
 * and `yield*`; for the next value in `for await`, at the last name or the closing bracket of the loop's variable
 * (at its opening one when nothing is declared). `null` for everything else V8 may report, where the text at the
 * position does not show the awaited value: the end of `await using`, leaving a `for await` early (`for`, or the last
 * expression before), `return value` in an async generator. Never throws.
 */
export function awaitExpressionAt(
  source: string,
  line: number,
  column: number,
): AwaitExpression | null {
  const offset = sourceOffset(source, { line, column });
  if (offset === null || offset === source.length) return null;
  const scanner = new ScriptScanner(source.slice(offset, offset + window));
  try {
    const form = skipToOperand(scanner, source, offset);
    if (form === null) return null;
    const parser = new OutlineParser(scanner);
    const outline = form === 'await' ? parser.unary() : parser.expression();
    // What touches the end of the window may go on behind it.
    if (scanner.pos === window) return null;
    if (form === 'for-await') {
      scanner.skipBlanks();
      if (scanner.char !== ')') return null;
    }
    return {
      form,
      text: folded(slice(scanner.text, outline.unwrapped ?? outline)),
      ...described(outline),
    };
  } catch (error) {
    // Code nested so deeply that the stack ends is as little understood as code with a syntax of its own.
    if (error instanceof NotUnderstood || error instanceof RangeError) return null;
    throw error;
  }
}

function skipToOperand(
  scanner: ScriptScanner,
  source: string,
  offset: number,
): AwaitExpression['form'] | null {
  const before = source.slice(Math.max(0, offset - 2_000), offset);
  const word = /[\p{ID_Continue}$#]$|(?<!\.\.)\.$/u.test(before) ? '' : scanner.peekWord();
  if (word === 'await') {
    scanner.skipWord();
    scanner.skipBlanks();
    return scanner.peekWord() === 'using' ? null : 'await';
  }
  if (word === 'yield') {
    scanner.skipWord();
    if (scanner.skipBlanks() || /^[)\]},;:]?$/.test(scanner.char)) return null;
    if (scanner.char !== '*') return 'yield';
    scanner.pos++;
    return 'yield*';
  }
  return skipLoopVariable(scanner, before) ? 'for-await' : null;
}

/** From the position in the loop's variable to behind `of`. */
function skipLoopVariable(scanner: ScriptScanner, before: string): boolean {
  const head = before.slice(Math.max(0, before.lastIndexOf('for')));
  if (!/^for\b(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/)*await\b[^;(]*\([^;]*$/.test(head)) return false;
  if (/[}\]]/.test(scanner.char)) scanner.pos++;
  else if (/[{[]/.test(scanner.char)) scanner.skipBrackets();
  else scanner.skipWord();
  scanner.skipBlanks();
  // `for await ((name) of …)`
  if (scanner.char === ')') scanner.pos++;
  scanner.skipBlanks();
  return scanner.peekWord() === 'of' && scanner.skipWord() === 'of';
}

function described(
  whole: Outline,
): Pick<AwaitExpression, 'callee' | 'kind' | 'combinator' | 'elements' | 'chain'> {
  let outline = whole;
  const chain: DerivedName[] = [];
  while (outline.kind === 'call' && outline.callee.kind === 'member') {
    const name = derived.find((each) => outline.kind === 'call' && isMember(outline.callee, each));
    if (name === undefined) break;
    chain.unshift(name);
    outline = outline.callee.object;
  }
  const nothing = { combinator: null, elements: null, chain };
  if (outline.kind === 'call') {
    const { callee, arguments: list } = outline;
    const combinator =
      combinators.find((each) => isMember(callee, each) && isName(callee.object, 'Promise')) ??
      null;
    if (combinator === null) return { kind: 'call', callee: named(callee), ...nothing };
    return {
      kind: 'combinator',
      callee: `Promise.${combinator}`,
      combinator,
      elements: list.elements,
      chain,
    };
  }
  if (outline.kind === 'tagged') return { kind: 'call', callee: named(outline.callee), ...nothing };
  if (outline.kind === 'new') return { kind: 'new', callee: named(outline.callee), ...nothing };
  return { kind: isPlainName(outline) ? 'identifier' : 'other', callee: null, ...nothing };
}

function isMember(outline: Outline, name: string): outline is Extract<Outline, { kind: 'member' }> {
  return outline.kind === 'member' && outline.name === name;
}

function isName(outline: Outline, name: string): boolean {
  return outline.kind === 'name' && outline.name === name;
}

function isPlainName(outline: Outline): boolean {
  return outline.kind === 'name' || (outline.kind === 'member' && isPlainName(outline.object));
}

function named(outline: Outline): string | null {
  return outline.kind === 'other' ? null : outlineText(outline);
}

function outlineText(outline: Outline): string {
  switch (outline.kind) {
    case 'name':
      return outline.name;
    case 'member': {
      const { object, name, optional } = outline;
      const dot = optional ? '?.' : '.';
      return outlineText(object) + (name === null ? `${optional ? dot : ''}[…]` : dot + name);
    }
    case 'call':
      return `${outlineText(outline.callee)}(${outline.arguments.empty ? '' : '…'})`;
    case 'new':
      return `new ${outlineText(outline.callee)}(${outline.arguments.empty ? '' : '…'})`;
    case 'tagged':
      return `${outlineText(outline.callee)}\`…\``;
    case 'other':
      return '(…)';
  }
}

function slice(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

function folded(text: string): string {
  let line: string;
  try {
    line = onOneLine(text);
  } catch {
    // Where a slash was taken for something else than before; comments stay in then.
    line = text.replace(/\s+/g, ' ');
  }
  if (line.length <= longestText) return line;
  return `${line.slice(0, longestText - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** As much as will be shown. Comments go, strings stay as they are but for their line breaks. */
function onOneLine(text: string): string {
  const scanner = new ScriptScanner(text);
  let result = '';
  let afterName = false;
  while (scanner.pos < text.length && result.length <= longestText) {
    const start = scanner.pos;
    scanner.skipBlanks();
    const blank = scanner.pos > start;
    const token = scanner.pos;
    if (token >= text.length) break;
    const word = scanner.peekWord();
    if (word !== '') scanner.skipWord();
    else if (!scanner.skipLiteral(!afterName)) scanner.pos++;
    afterName = word !== '' || /[\w)\]'"`]/.test(text[scanner.pos - 1] ?? '');
    const piece = text.slice(token, scanner.pos).replace(/\s+/g, ' ');
    // A chain that was broken into lines: `fetch(url) .then(…)`.
    const joins = /^\??\.(?!\.)/.test(text.slice(token, token + 3));
    result += (blank && !joins && result !== '' ? ' ' : '') + piece;
  }
  return result;
}
