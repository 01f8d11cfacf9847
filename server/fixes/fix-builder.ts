/** Collects the edits of one fix. */
import type { CreatedFile, LintFix, TextEdit } from '../../protocol/lint.ts';
import type { FunctionNode, Node } from '../analysis/ast.ts';
import { enclosingStatement } from '../analysis/ast.ts';
import type { SourceFile } from '../analysis/source-file.ts';
import { importEdit, nameFor } from './imports.ts';

export class FixBuilder {
  readonly #title: string;
  readonly #safe: boolean;
  readonly #source: SourceFile;
  readonly #edits: TextEdit[] = [];
  readonly #creates: CreatedFile[] = [];
  #changesTypes = false;

  constructor(source: SourceFile, title: string, safe: boolean) {
    this.#source = source;
    this.#title = title;
    this.#safe = safe;
  }

  replace(range: { start: number; end: number }, text: string): this {
    this.#edits.push({ file: this.#source.path, start: range.start, end: range.end, text });
    return this;
  }

  insertBefore({ start }: { start: number }, text: string): this {
    return this.replace({ start, end: start }, text);
  }

  insertAfter({ end }: { end: number }, text: string): this {
    return this.replace({ start: end, end }, text);
  }

  remove(range: { start: number; end: number }): this {
    return this.replace(range, '');
  }

  /** Takes a statement out with the line that it leaves empty. */
  removeStatement({ start, end }: { start: number; end: number }): this {
    const { text } = this.#source;
    const line = text.lastIndexOf('\n', start - 1) + 1;
    const next = text.indexOf('\n', end) + 1 || text.length;
    const isAlone = /^\s*$/.test(text.slice(line, start) + text.slice(end, next));
    return this.remove(isAlone ? { start: line, end: next } : { start, end });
  }

  /** Puts whole lines before the statement that a node is part of, indented as it is. */
  insertLinesBefore(node: Node, lines: readonly string[]): this {
    const statement = enclosingStatement(node);
    const indent = this.indentOf(statement);
    return this.insertBefore(statement, lines.map((line) => `${line}\n${indent}`).join(''));
  }

  insertLinesAfter(node: Node, lines: readonly string[]): this {
    const statement = enclosingStatement(node);
    const indent = this.indentOf(statement);
    return this.insertAfter(statement, lines.map((line) => `\n${indent}${line}`).join(''));
  }

  /**
   * Makes a name of a module available in the file, by an import or a require as the file does it.
   * @param name of the export; `default` for the default one
   * @returns what it is called in the file: an existing import, or a new one
   */
  use(module: string, name: string, preferred = name): string {
    const existing = nameFor(this.#source, module, name);
    if (existing) return existing;
    const { local, edit } = importEdit(this.#source, module, name, preferred);
    const isNew = !this.#edits.some(
      ({ start, text }) => start === edit.start && text === edit.text,
    );
    if (isNew) this.#edits.push(edit);
    return local;
  }

  /** Adds `async` to a function that lacks it. */
  makeAsync(fn: FunctionNode): this {
    if (fn.async) return this;
    const parent = fn.parent;
    const isMethod =
      parent?.type === 'MethodDefinition' || (parent?.type === 'Property' && parent.method);
    if (!isMethod) return this.insertBefore(fn, 'async ');
    const decorators = parent.type === 'MethodDefinition' ? (parent.decorators ?? []) : [];
    const from = Math.max(parent.start, ...decorators.map(({ end }) => end));
    const modifiers = /^\s*(?:(?:public|private|protected|static|override|readonly)\s+)*/.exec(
      this.#source.text.slice(from, parent.key.start),
    );
    const start = from + (modifiers?.[0].length ?? 0);
    return this.insertBefore({ start }, 'async ');
  }

  /** The white space at the beginning of the line on which a node begins. */
  indentOf({ start }: { start: number }): string {
    const { text } = this.#source;
    const line = text.lastIndexOf('\n', start - 1) + 1;
    return /^[ \t]*/.exec(text.slice(line, start))?.[0] ?? '';
  }

  textOf(node: { start: number; end: number }): string {
    return this.#source.textOf(node);
  }

  /** Adds the edits that make functions async, in this file and others. */
  addPropagation(edits: readonly TextEdit[]): this {
    this.#changesTypes = true;
    this.#edits.push(...edits);
    return this;
  }

  /** Adds a file; a fix that does so is never applied without a look. */
  create(file: string, text: string): this {
    this.#creates.push({ file, text });
    return this;
  }

  build(): LintFix {
    const edits = this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
    const creates = this.#creates;
    const safe = this.#safe && creates.length === 0;
    return { title: this.#title, safe, edits, creates, changesTypes: this.#changesTypes };
  }
}
