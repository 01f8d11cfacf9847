/** Interns the call sites of async frames: each distinct frame is described once, and then is a number. */
import { maxCombinatorIndex, type RawFrame } from '../../protocol/agent.ts';

/** V8's structured call site, as far as it is used here. */
export interface AsyncCallSite {
  getPosition(): number;
  getFileName(): string | null | undefined;
  getScriptNameOrSourceURL(): string | null | undefined;
  getEvalOrigin(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
  getTypeName(): string | null;
  isToplevel(): boolean;
  isAsync(): boolean;
  getPromiseIndex(): number | null;
  /** As a line of a stack trace, without `at`. */
  toString(): string;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

/** A position whose frame is always the same, or one with several, told apart by what `distinction` says. */
type Interned = number | Map<string, number>;

/** Characters of a function's name that are kept: names can be computed, and then are of any length. */
const longestName = 200;
/** The longest path of Linux; a `data:` URL can be of any length. */
const longestFile = 4096;
/** Bounds what a generated program can make us keep and send: about 150 bytes each. */
const mostFrames = 50_000;

export class FrameTable {
  readonly frames: RawFrame[] = [];
  readonly #byFile = new Map<string, Map<number, Interned>>();
  readonly #combinators = new Map<string, number>();

  /** The frame's number, or -1 when there are too many. The fast path takes two calls into V8, three for methods. */
  intern(site: AsyncCallSite): number {
    const name = site.getFileName();
    if (!name) {
      const index = site.getPromiseIndex();
      if (index !== null) return this.#internCombinator(site, index);
    }
    const file = name || site.getScriptNameOrSourceURL() || site.getEvalOrigin() || '';
    let positions = this.#byFile.get(file);
    if (!positions) this.#byFile.set(file, (positions = new Map()));
    const position = site.getPosition();
    const known = positions.get(position);
    if (typeof known === 'number') return known;
    const named = isFile(file);
    if (!known && named && site.isToplevel()) {
      const id = this.#add(file, site);
      if (id >= 0) positions.set(position, id);
      return id;
    }
    const several = known ?? new Map<string, number>();
    if (!known) positions.set(position, several);
    const key = distinction(site, named);
    let id = several.get(key);
    if (id === undefined) {
      id = this.#add(file, site);
      if (id >= 0) several.set(key, id);
    }
    return id;
  }

  #add(file: string, site: AsyncCallSite): number {
    if (this.frames.length >= mostFrames) return -1;
    const line = site.getLineNumber() ?? 0;
    const column = site.getColumnNumber() ?? 0;
    const name = displayName(site, `${site.getFileName() ?? ''}:${line}:${column}`);
    return (
      this.frames.push({
        file: cut(file, longestFile),
        line,
        column,
        function: cut(name, longestName),
        combinator: null,
      }) - 1
    );
  }

  #internCombinator(site: AsyncCallSite, position: number): number {
    // V8 offers `isPromiseAll` but no such question for the other two.
    const name = site.getFunctionName();
    const kind = name === 'any' || name === 'allSettled' ? name : 'all';
    const index = position > maxCombinatorIndex ? null : position;
    const key = `${kind}:${index}`;
    let id = this.#combinators.get(key);
    if (id === undefined) {
      const frame = { file: '', line: 0, column: 0, function: `Promise.${kind}` };
      id = this.frames.push({ ...frame, combinator: { kind, index } }) - 1;
      this.#combinators.set(key, id);
    }
    return id;
  }
}

/** Code that was evaluated from text has no name of its own: many scripts are called `evalmachine.<anonymous>`. */
function isFile(name: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:[/\\]|node:|file:)/.test(name);
}

/** What else tells frames at one position apart: the receiver's type, and, without a file, which script it is. */
function distinction(site: AsyncCallSite, named: boolean): string {
  const type = cut(site.getTypeName() ?? '', longestName);
  if (named) return type;
  const name = cut(site.getFunctionName() ?? '', longestName);
  return `${type}\n${name}\n${site.getLineNumber()}\n${site.getColumnNumber()}`;
}

/** Does not leave half of a character behind. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * As V8 prints it (`handler`, `Pool.connect`), but without `Object.`, which says nothing: a plain function that was
 * called as `exports.run()`. Not put together from the parts: V8 names static methods differently from version to
 * version. Empty for an anonymous function.
 */
function displayName(site: AsyncCallSite, location: string): string {
  const printed = site.toString();
  const end = ` (${location})`;
  const name =
    printed.startsWith(asyncPrefix) && printed.endsWith(end)
      ? printed.slice(asyncPrefix.length, -end.length)
      : (site.getFunctionName() ?? '');
  if (name === '' && isModuleBody(site)) return '(module)';
  return name.startsWith('Object.') ? name.slice('Object.'.length) : name;
}

const asyncPrefix = 'async ';

/** A top-level `await`: the function that is suspended is the module itself, which begins where the file does. */
function isModuleBody(site: AsyncCallSite): boolean {
  return site.getEnclosingLineNumber?.() === 1 && site.getEnclosingColumnNumber?.() === 1;
}
