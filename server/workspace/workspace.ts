/** The files of an editor's workspace and their findings, while texts are typed and files come and go. */
import { dirname } from 'node:path';
import type { LintFinding } from '../../protocol/lint.ts';
import { type FileRole, fileRole } from '../analysis/file-role.ts';
import { below, Project, type SyntaxFault } from '../analysis/project.ts';
import type { Levels } from '../config/config.ts';
import { ConfigFault, type ConfigFiles, configFiles } from '../config/config-files.ts';
import { breather } from '../lint/breather.ts';
import { checkFile, type OnDefect } from '../lint/check-file.ts';
import { findFiles } from '../lint/find-files.ts';
import { readText } from '../lint/read-text.ts';
import { isSourceName } from '../lint/source-names.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';

export interface WorkspaceOptions {
  /** Absolute, with slashes. */
  readonly folders: readonly string[];
  readonly onDefect: OnDefect;
  readonly rules?: readonly Rule[];
}

export interface FileFindings {
  readonly findings: readonly LintFinding[];
  /** The text cannot be parsed: the findings are those of the text before. */
  readonly fault: SyntaxFault | null;
}

export interface LoadProgress {
  readonly done: number;
  readonly total: number;
}

const nothing: FileFindings = { findings: [], fault: null };

export class Workspace {
  readonly #folders: readonly string[];
  readonly #rules: readonly Rule[];
  readonly #onDefect: OnDefect;
  readonly #project: Project;
  readonly #open = new Map<string, { fault: SyntaxFault | null }>();
  /** Files of the folders that somebody wrote. */
  readonly #listed = new Set<string>();
  readonly #unreadable = new Set<string>();
  #defaults: Levels = {};
  #configs: ConfigFiles = configFiles();

  constructor({ folders, onDefect, rules = allRules }: WorkspaceOptions) {
    this.#folders = folders;
    this.#onDefect = onDefect;
    this.#rules = rules;
    this.#project = new Project(folders[0] ?? '/', (path, hasShebang) =>
      this.#roleOf(path, hasShebang),
    );
  }

  get project(): Project {
    return this.#project;
  }

  /** Files that can have findings. */
  get paths(): readonly string[] {
    return [...new Set([...this.#listed, ...this.#open.keys()])];
  }

  /** @param defaults levels of the user's editor, or what it takes to read all configurations anew */
  configure(defaults: Levels = this.#defaults): void {
    this.#defaults = defaults;
    this.#configs = configFiles({ defaults });
  }

  /** Takes a text that is in an editor, saved or not. */
  setOpen(path: string, text: string): void {
    this.#open.set(path, { fault: this.#project.set(path, text) });
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  /** What is on disk counts again. */
  close(path: string): void {
    this.#open.delete(path);
    this.#read(path);
    this.#project.release(path);
  }

  /** A file was changed, made or deleted on disk. */
  changed(path: string): void {
    if (this.#open.has(path) || !isSourceName(path)) return;
    this.#unreadable.delete(path);
    if (this.#read(path)) {
      const isWanted = this.#folders.some((folder) => path.startsWith(`${folder}/`));
      if (isWanted && this.#roleOf(path, false) !== 'generated') this.#listed.add(path);
    } else {
      this.#listed.delete(path);
      this.#project.delete(path);
    }
    this.#project.release(path);
  }

  /** Reads all files of the folders, for the call graph. @throws the reason of the signal */
  async load(signal: AbortSignal, onProgress: (progress: LoadProgress) => void): Promise<void> {
    const found = await findFiles(this.#folders);
    const breathe = breather(signal);
    for (const [done, { path }] of found.entries()) {
      await breathe();
      onProgress({ done, total: found.length });
      if (this.#open.has(path) || this.#read(path)) this.#listed.add(path);
      if (!this.#open.has(path)) this.#project.release(path);
    }
    await this.loadImports(
      found.map(({ path }) => path),
      signal,
    );
  }

  /** Reads what files import, and what that imports, as far as it is not known. @throws the reason of the signal */
  async loadImports(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const queue = [...paths];
    const queued = new Set(queue);
    const breathe = breather(signal);
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      await breathe();
      for (const specifier of this.#project.summaryOf(path)?.imports ?? []) {
        const imported = this.#project.resolve(path, specifier);
        if (imported === null || queued.has(imported) || !isSourceName(imported)) continue;
        queued.add(imported);
        queue.push(imported);
        if (this.#project.summaryOf(imported) || this.#unreadable.has(imported)) continue;
        this.#read(imported);
        this.#project.release(imported);
      }
    }
  }

  /** @throws ConfigFault when the configuration that applies cannot be used */
  findings(path: string): FileFindings {
    const settings = this.#configs.settingsFor(path);
    if (settings.isIgnored(path)) return nothing;
    const findings = checkFile(this.#project, path, this.#rules, settings, this.#onDefect);
    if (!this.#open.has(path)) this.#project.release(path);
    return { findings, fault: this.#open.get(path)?.fault ?? null };
  }

  /** The configurations that cannot be used, of those that apply to known files. */
  configFaults(): ConfigFault[] {
    const faults = new Map<string, ConfigFault>();
    for (const path of this.paths)
      try {
        this.#configs.settingsFor(path);
      } catch (error) {
        if (!(error instanceof ConfigFault)) throw error;
        faults.set(error.file, error);
      }
    return [...faults.values()];
  }

  #read(path: string): boolean {
    try {
      const content = readText(path, false);
      if (content.kind === 'text') {
        this.#project.set(path, content.text);
        return true;
      }
    } catch {
      // It is gone, or may not be read: nothing is known of it.
    }
    this.#unreadable.add(path);
    return false;
  }

  #roleOf(path: string, hasShebang: boolean): FileRole {
    // The innermost folder: one workspace folder may be inside another.
    const folder = this.#folders
      .filter((one) => path.startsWith(`${one}/`))
      .reduce((longest, one) => (one.length > longest.length ? one : longest), '');
    return fileRole(below(folder || dirname(path), path), hasShebang);
  }
}
