/** Reads files into a project, and what they import, which the call graph needs though nobody asked to lint it. */
import type { FileRole } from '../analysis/file-role.ts';
import { fileRole } from '../analysis/file-role.ts';
import { below, Project, type RoleOf, type SyntaxFault } from '../analysis/project.ts';
import type { FileSummary } from '../analysis/summary.ts';
import { breather } from './breather.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { readText, type TextOfFile } from './read-text.ts';
import { isSourceName } from './source-names.ts';
import type { LintThreads } from './threads/lint-threads.ts';
import type { SourceText } from './threads/messages.ts';

export interface LoadOptions {
  readonly signal: AbortSignal;
  /** Files that are read for the call graph but not linted, unless they are named. */
  readonly isIgnored?: (path: string) => boolean;
  /** What is known of a text already. */
  readonly knownSummary?: (path: string, text: string) => FileSummary | undefined;
  /** For many files. */
  readonly threads?: LintThreads;
  readonly onProgress?: (progress: LintProgress) => void;
}

export interface LintProgress {
  readonly phase: 'reading' | 'checking';
  readonly done: number;
  /** Grows while imports are found. */
  readonly total: number;
}

/** Why a file was not linted, or not by all rules. */
export interface LintFault {
  readonly kind: 'syntax' | 'unreadable' | 'defect';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface LoadedFiles {
  readonly project: Project;
  /** What was asked for and could be read, in the order of the search. */
  readonly paths: readonly string[];
  readonly faults: readonly LintFault[];
  /** Files that nobody wrote. */
  readonly skipped: readonly SkippedFile[];
  /** All trees fit into memory: none has to be read again. */
  readonly isSmall: boolean;
}

/** UTF-16 units of all files together up to which their trees are kept between reading and checking. */
export const keptTrees = 8_000_000;

/**
 * @param paths files and folders, absolute, with slashes
 * @throws the reason of the signal, and what `stat` throws for a path that does not exist
 */
export async function loadFiles(
  paths: readonly string[],
  { signal, onProgress, isIgnored, knownSummary, threads }: LoadOptions,
): Promise<LoadedFiles> {
  const found = await findFiles(paths);
  const files = new Map(
    found.filter(({ path, named }) => named || !isIgnored?.(path)).map((file) => [file.path, file]),
  );
  const roleOf = rolesOf(files, found);
  const project = new Project(found[0]?.root ?? '/', roleOf);
  const read: string[] = [];
  const faults: LintFault[] = [];
  const skipped: SkippedFile[] = [];
  const queued = new Set(found.map(({ path }) => path));
  const breathe = breather(signal);
  let size = 0;
  let done = 0;
  const report = (count: number): void => {
    onProgress?.({ phase: 'reading', done, total: queued.size });
    done += count;
  };
  // A file that comes makes the resolver forget what it knew: all of a wave are read before one is resolved.
  for (let wave = [...queued]; wave.length > 0; ) {
    const texts: SourceText[] = [];
    for (const path of wave) {
      await breathe();
      const text = textOf(path, files.get(path));
      if (text === null) report(1);
      else texts.push({ path, text, role: roleOf(path, text.startsWith('#!')) });
    }
    const results = await summarize(texts);
    for (const { path, text } of texts) {
      await breathe();
      const result = results.get(path);
      if (!result) report(1);
      take(path, text, result);
      size += text.length;
      if (size > keptTrees) project.release(path);
    }
    const next: string[] = [];
    for (const path of wave) {
      await breathe();
      for (const specifier of project.summaryOf(path)?.imports ?? []) {
        const imported = project.resolve(path, specifier);
        if (imported === null || queued.has(imported) || !isSourceName(imported)) continue;
        queued.add(imported);
        next.push(imported);
      }
    }
    wave = next;
  }
  return { project, paths: read, faults, skipped, isSmall: size <= keptTrees };

  function fail(path: string, kind: LintFault['kind'], message: string, line = 1, column = 1) {
    // What is only imported may be as broken as it likes: nobody asked.
    if (files.has(path)) faults.push({ kind, file: path, line, column, message });
  }

  function textOf(path: string, file: FoundFile | undefined): string | null {
    let content: TextOfFile;
    try {
      content = readText(path, file?.named ?? false);
    } catch (error) {
      fail(path, 'unreadable', error instanceof Error ? error.message : String(error));
      return null;
    }
    if (content.kind === 'text') return content.text;
    if (file) skipped.push({ file: path, reason: content.reason });
    return null;
  }

  /** What is known, and what threads find out; the rest is left to the project. */
  async function summarize(
    texts: readonly SourceText[],
  ): Promise<ReadonlyMap<string, FileSummary | SyntaxFault>> {
    const results = new Map<string, FileSummary | SyntaxFault>();
    for (const { path, text } of texts) {
      const known = knownSummary?.(path, text);
      if (!known) continue;
      results.set(path, known);
      report(1);
    }
    const unknown = texts.filter(({ path }) => !results.has(path));
    for (const [path, result] of (await threads?.summarize(unknown, report)) ?? [])
      results.set(path, result);
    return results;
  }

  function take(path: string, text: string, result: FileSummary | SyntaxFault | undefined): void {
    const fault = result && 'offset' in result ? result : project.set(path, text, result);
    if (fault) {
      const before = text.slice(0, fault.offset).split('\n');
      fail(path, 'syntax', fault.message, before.length, (before.at(-1)?.length ?? 0) + 1);
    } else if (files.has(path)) read.push(path);
  }
}

function rolesOf(files: ReadonlyMap<string, FoundFile>, found: readonly FoundFile[]): RoleOf {
  const roots = [...new Set(found.map(({ root }) => root))];
  const [first = '/'] = roots;
  const rootAround = (path: string): string =>
    roots.find((root) => path.startsWith(`${root}/`)) ?? first;
  return (path, hasShebang): FileRole => {
    const file = files.get(path);
    const role = fileRole(below(file?.root ?? rootAround(path), path), hasShebang);
    // Somebody who names a file wants to hear of it.
    return role === 'generated' && file?.named ? 'service' : role;
  };
}
