/** Reads files into a project, and what they import, which the call graph needs though nobody asked to lint it. */
import type { FileRole } from '../analysis/file-role.ts';
import { fileRole } from '../analysis/file-role.ts';
import { below, Project, type SyntaxFault } from '../analysis/project.ts';
import type { FileSummary } from '../analysis/summary.ts';
import { breather } from './breather.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { type FileContent, readAhead } from './read-ahead.ts';
import { isSourceName } from './source-names.ts';

export interface LoadOptions {
  readonly signal: AbortSignal;
  /** Files that are read for the call graph but not linted, unless they are named. */
  readonly isIgnored?: (path: string) => boolean;
  /** What is known of a text already. */
  readonly knownSummary?: (path: string, text: string) => FileSummary | undefined;
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
const keptTrees = 8_000_000;

/**
 * @param paths files and folders, absolute, with slashes
 * @throws the reason of the signal, and what `stat` throws for a path that does not exist
 */
export async function loadFiles(
  paths: readonly string[],
  { signal, onProgress, isIgnored, knownSummary }: LoadOptions,
): Promise<LoadedFiles> {
  const found = await findFiles(paths);
  const files = new Map(
    found.filter(({ path, named }) => named || !isIgnored?.(path)).map((file) => [file.path, file]),
  );
  const project = projectOf(files, found);
  const read: string[] = [];
  const faults: LintFault[] = [];
  const skipped: SkippedFile[] = [];
  const queued = new Set(found.map(({ path }) => path));
  const breathe = breather(signal);
  const isNamed = (path: string) => files.get(path)?.named ?? false;
  let size = 0;
  let done = 0;
  // A file that comes makes the resolver forget what it knew: all of a wave are read before one is resolved.
  for (let wave = [...queued]; wave.length > 0; ) {
    const options = { isNamed, ...(knownSummary ? { knownSummary } : {}) };
    for await (const [path, content] of readAhead(wave, options)) {
      await breathe();
      onProgress?.({ phase: 'reading', done: done++, total: queued.size });
      size += load(path, files.get(path), content)?.length ?? 0;
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

  function load(path: string, file: FoundFile | undefined, content: FileContent): string | null {
    const fail = (kind: LintFault['kind'], message: string, line = 1, column = 1): null => {
      // What is only imported may be as broken as it likes: nobody asked.
      if (file) faults.push({ kind, file: path, line, column, message });
      return null;
    };
    if (content.kind === 'unreadable' || content.kind === 'defect')
      return fail(content.kind, content.message);
    if (content.kind === 'skipped') {
      if (file) skipped.push({ file: path, reason: content.reason });
      return null;
    }
    let fault: SyntaxFault | null;
    try {
      fault = project.set(path, content.text, content);
    } catch (error) {
      // The other files are still worth a look.
      return fail('defect', `it could not be read: ${String(error)}`);
    }
    if (fault) {
      const before = content.text.slice(0, fault.offset).split('\n');
      return fail('syntax', fault.message, before.length, (before.at(-1)?.length ?? 0) + 1);
    }
    if (file) read.push(path);
    return content.text;
  }
}

function projectOf(files: ReadonlyMap<string, FoundFile>, found: readonly FoundFile[]): Project {
  const roots = [...new Set(found.map(({ root }) => root))];
  const [first = '/'] = roots;
  const rootAround = (path: string): string =>
    roots.find((root) => path.startsWith(`${root}/`)) ?? first;
  return new Project(first, (path, hasShebang): FileRole => {
    const file = files.get(path);
    const role = fileRole(below(file?.root ?? rootAround(path), path), hasShebang);
    // Somebody who names a file wants to hear of it.
    return role === 'generated' && file?.named ? 'service' : role;
  });
}
