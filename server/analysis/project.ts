/** The files of one project: read once, kept until they change, and seen together. */
import { relative } from 'node:path';
import { buildCallGraph, type CallGraph, type FunctionId, functionId } from './call-graph.ts';
import { type FileRole, fileRole } from './file-role.ts';
import { type FunctionIds, functionIds } from './function-ids.ts';
import type { Origin } from './origin.ts';
import { createOrigins, type Origins } from './origins.ts';
import type { ParsedText } from './parse.ts';
import { createModuleResolver } from './resolve-module.ts';
import { type Summaries, settleDeclaration, settleOrigin } from './settle-origin.ts';
import { SettledOrigins } from './settled-origins.ts';
import { readSource, type SourceFile } from './source-file.ts';
import { summarize } from './summarize.ts';
import type { FileSummary, FunctionSummary } from './summary.ts';
import { runsOnNode } from './surroundings.ts';

export interface AnalyzedFile {
  readonly source: SourceFile;
  readonly role: FileRole;
  readonly summary: FileSummary;
  /** With what other files say. */
  readonly origins: Origins;
  readonly ids: FunctionIds;
}

export interface SyntaxFault {
  readonly message: string;
  readonly offset: number;
}

export type RoleOf = (path: string, hasShebang: boolean) => FileRole;

/** The path from a folder, as `fileRole` wants it. */
export const below = (folder: string, path: string): string =>
  relative(folder, path).replaceAll('\\', '/');

interface Entry {
  readonly role: FileRole;
  readonly summary: FileSummary;
  /** Dropped when there are many; read again on demand. */
  source: SourceFile | null;
  readonly text: string;
}

export class Project {
  readonly root: string;
  readonly #roleOf: RoleOf;
  readonly #entries = new Map<string, Entry>();
  readonly #resolver = createModuleResolver((path) => this.#entries.has(path));
  readonly #summaries: Summaries = {
    summaryOf: (path) => this.summaryOf(path),
    resolve: (from, specifier) => this.#resolver.resolve(from, specifier),
  };
  readonly #settled = new SettledOrigins(this.#summaries);
  #graph: CallGraph | null = null;
  /** Who imports a file. */
  #importers: ReadonlyMap<string, readonly string[]> | null = null;
  /** What was asked of a file before stays known until any file changes. */
  readonly #analyzed = new Map<string, AnalyzedFile>();

  /**
   * @param root absolute; roles of files are told by their path below it
   * @param roleOf another way to tell them, where several folders were asked for
   */
  constructor(
    root: string,
    roleOf: RoleOf = (path, hasShebang) => fileRole(below(root, path), hasShebang),
  ) {
    this.root = root;
    this.#roleOf = roleOf;
  }

  get paths(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /**
   * Reads a file, or reads it again.
   * @param known what this text was found to be before, or parsed to
   * @returns the fault of a text that cannot be parsed; what was known of the file is kept then
   */
  set(
    path: string,
    text: string,
    known: {
      readonly summary?: FileSummary | undefined;
      readonly parsed?: ParsedText | undefined;
    } = {},
  ): SyntaxFault | null {
    const before = this.#entries.get(path);
    if (before?.text === text) return null;
    let source: SourceFile | null = null;
    let { summary } = known;
    if (!summary) {
      const read = readSource(path, text, known.parsed);
      if (read.kind === 'syntax-error') return read;
      source = read.file;
      summary = summarize(source, createOrigins(source));
    }
    const named = this.#roleOf(path, summary.hasShebang);
    const role = roleOf(named, summary);
    this.#entries.set(path, { role, summary, source, text });
    if (!before) this.#resolver.reset();
    this.#changed(path, before, summary);
    return null;
  }

  delete(path: string): void {
    const before = this.#entries.get(path);
    if (!this.#entries.delete(path)) return;
    this.#resolver.reset();
    this.#changed(path, before, null);
  }

  #changed(path: string, before: Entry | undefined, after: FileSummary | null): void {
    this.#settled.changed(path, before?.summary ?? null, after);
    this.#graph = null;
    this.#importers = null;
    this.#analyzed.clear();
  }

  /** The text as it was when it could be parsed last; `null` for a file that was never set. */
  textOf(path: string): string | null {
    return this.#entries.get(path)?.text ?? null;
  }

  roleOf(path: string): FileRole | null {
    return this.#entries.get(path)?.role ?? null;
  }

  summaryOf(path: string): FileSummary | null {
    return this.#entries.get(path)?.summary ?? null;
  }

  /** @returns `null` for a file that was not set, or could not be parsed */
  file(path: string): AnalyzedFile | null {
    const known = this.#analyzed.get(path);
    if (known) return known;
    const entry = this.#entries.get(path);
    if (!entry) return null;
    if (!entry.source) {
      const read = readSource(path, entry.text);
      if (read.kind === 'syntax-error') return null;
      entry.source = read.file;
    }
    const { source, role, summary } = entry;
    const across = (origin: Origin): Origin => {
      const settled = this.#settled.of(path, origin);
      return settled.module === path ? { module: '.', path: settled.path } : settled;
    };
    const file = {
      source,
      role,
      summary,
      origins: createOrigins(source, across),
      ids: functionIds(source),
    };
    this.#analyzed.set(path, file);
    return file;
  }

  /** The file that a specifier means, whether it was set or not; `null` for packages and what does not exist. */
  resolve(from: string, specifier: string): string | null {
    return this.#summaries.resolve(from, specifier);
  }

  /** The function that an origin of a file names. */
  functionAt(path: string, origin: Origin): FunctionId | null {
    const { module, path: member } = this.settle(path, origin);
    const id = this.summaryOf(module)?.members[member];
    return id === undefined ? null : functionId(module, id);
  }

  functionSummary(id: FunctionId): FunctionSummary | null {
    const at = id.lastIndexOf(':');
    return this.summaryOf(id.slice(0, at))?.functions[Number(id.slice(at + 1))] ?? null;
  }

  /** Forgets the tree of a file, not what is known of it. */
  release(path: string): void {
    const entry = this.#entries.get(path);
    if (entry) entry.source = null;
    this.#analyzed.delete(path);
  }

  /** Whether a word is in the text of a file. */
  mentions(path: string, word: string): boolean {
    return this.#entries.get(path)?.text.includes(word) === true;
  }

  /** Follows an origin of a file to the end. */
  settle(path: string, origin: Origin): Origin {
    return settleOrigin(this.#summaries, path, origin);
  }

  /** Where what a file imports is declared. */
  declarationOf(path: string, origin: Origin): Origin {
    return settleDeclaration(this.#summaries, path, origin);
  }

  /** Only programs for a terminal import it, at once or through other files: nobody but the one there waits for it. */
  isBehindTerminal(path: string): boolean {
    this.#importers ??= importersIn(this.#entries, this.#summaries);
    const seen = new Set<string>();
    const isBehind = (file: string): boolean => {
      const importers = this.#importers?.get(file);
      if (!importers || seen.has(file)) return false;
      seen.add(file);
      return importers.every((one) => this.#isForTerminal(one) || isBehind(one));
    };
    return isBehind(path);
  }

  #isForTerminal(path: string): boolean {
    const entry = this.#entries.get(path);
    return entry?.role === 'script' || entry?.summary.isTerminal === true;
  }

  get graph(): CallGraph {
    this.#graph ??= buildCallGraph(
      // Whichever came first, the same way is found.
      [...this.#entries]
        .map(([path, { role, summary }]) => ({ path, role, summary }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
      this.#settled,
      (from, specifier) => this.resolve(from, specifier),
    );
    return this.#graph;
  }
}

function importersIn(
  entries: ReadonlyMap<string, { readonly summary: FileSummary }>,
  summaries: Summaries,
): Map<string, string[]> {
  const importers = new Map<string, string[]>();
  for (const [path, { summary }] of entries)
    for (const specifier of summary.imports) {
      const target = summaries.resolve(path, specifier);
      if (target === null || target === path) continue;
      const known = importers.get(target);
      if (known) known.push(path);
      else importers.set(target, [path]);
    }
  return importers;
}

/** What the name of a file says, corrected by what the file uses. */
function roleOf(named: FileRole, { isBrowser, imports }: FileSummary): FileRole {
  if (named === 'browser') return runsOnNode(imports) ? 'service' : 'browser';
  return named === 'service' && isBrowser ? 'browser' : named;
}
