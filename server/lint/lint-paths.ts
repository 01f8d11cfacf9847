/** Lints files and folders: the whole way from their paths to findings. */
import type { LintFinding } from '../../protocol/lint.ts';
import { type ConfigFiles, configFiles } from '../config/config-files.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { breather } from './breather.ts';
import { checkFile } from './check-file.ts';
import { fixTexts, writeTexts } from './fix-texts.ts';
import { findingKeys, type LintCache } from './lint-cache.ts';
import {
  type LintFault,
  type LintProgress,
  type LoadedFiles,
  loadFiles,
  type SkippedFile,
} from './load-files.ts';

export type { LintFault, SkippedFile };

export interface LintRequest {
  /** Files and folders, absolute, with slashes. */
  readonly paths: readonly string[];
  /** Applies the safe fixes, and writes the files, before what is left is reported. */
  readonly fix: boolean;
  readonly signal: AbortSignal;
  readonly configs?: ConfigFiles;
  /** Findings elsewhere are not wanted. */
  readonly only?: ReadonlySet<string> | null;
  readonly cache?: LintCache | null;
  readonly rules?: readonly Rule[];
  readonly onProgress?: (progress: LintProgress) => void;
}

export interface LintResult {
  readonly findings: readonly LintFinding[];
  readonly faults: readonly LintFault[];
  /** Files that nobody wrote. */
  readonly skipped: readonly SkippedFile[];
  /** How many files were linted. */
  readonly fileCount: number;
  /** Fixes that were applied. */
  readonly fixCount: number;
}

/** A fix may make room for the next one, but two that undo each other must not go on for ever. */
const mostPasses = 10;

type Checked = Pick<LintResult, 'findings' | 'faults'>;

/**
 * @throws the reason of the signal, ConfigFault, and what `stat` throws for a path that does not exist
 */
export async function lintPaths(request: LintRequest): Promise<LintResult> {
  const { signal, onProgress, only = null, cache = null, configs = configFiles() } = request;
  const loaded = await loadFiles(request.paths, {
    signal,
    ...(onProgress ? { onProgress } : {}),
    isIgnored: (path) => configs.settingsFor(path).isIgnored(path),
    ...(cache ? { knownSummary: (path, text) => cache.knownSummary(path, text) } : {}),
  });
  const paths = loaded.paths.filter((path) => !only || only.has(path));
  const work = { ...request, configs, loaded, paths };
  let checked: Checked = cache && !request.fix ? await checkCached(work, cache) : await check(work);
  const changed = new Map<string, string>();
  let fixCount = 0;
  for (let pass = 0; request.fix && pass < mostPasses; pass++) {
    const fixed = fixTexts(loaded.project, paths, checked.findings);
    if (fixed.count === 0) break;
    fixCount += fixed.count;
    for (const [path, text] of fixed.texts) changed.set(path, text);
    checked = await check(work);
  }
  await writeTexts(changed);
  return {
    findings: checked.findings,
    faults: [...loaded.faults.filter(({ file }) => !only || only.has(file)), ...checked.faults],
    skipped: loaded.skipped.filter(({ file }) => !only || only.has(file)),
    fileCount: paths.length,
    fixCount,
  };
}

interface Work extends LintRequest {
  readonly configs: ConfigFiles;
  readonly loaded: LoadedFiles;
  /** Those that are linted. */
  readonly paths: readonly string[];
}

async function check(
  { loaded: { project, isSmall }, paths, signal, onProgress, configs, rules = allRules }: Work,
  onChecked: (path: string, found: readonly LintFinding[]) => void = () => {},
): Promise<Checked> {
  const findings: LintFinding[] = [];
  const faults: LintFault[] = [];
  const breathe = breather(signal);
  for (const [done, path] of paths.entries()) {
    await breathe();
    onProgress?.({ phase: 'checking', done, total: paths.length });
    const found = checkFile(project, path, rules, configs.settingsFor(path), ({ id }, error) => {
      const message = `${id} failed: ${error instanceof Error ? error.message : String(error)}`;
      faults.push({ kind: 'defect', file: path, line: 1, column: 1, message });
    });
    findings.push(...found);
    onChecked(path, found);
    if (!isSmall) project.release(path);
  }
  return { findings, faults };
}

async function checkCached(work: Work, cache: LintCache): Promise<Checked> {
  const { loaded, paths, configs } = work;
  for (const path of paths) configs.settingsFor(path);
  const keyOf = findingKeys(loaded.project, JSON.stringify([...configs.texts]));
  const byPath = new Map<string, { key: string; list: readonly LintFinding[] }>();
  for (const path of loaded.paths) {
    const key = keyOf(path);
    const list = cache.findings(path, key);
    if (list) byPath.set(path, { key, list });
  }
  const { faults } = await check(
    { ...work, paths: paths.filter((path) => !byPath.has(path)) },
    (path, list) => byPath.set(path, { key: keyOf(path), list }),
  );
  const findings = paths.flatMap((path) => byPath.get(path)?.list ?? []);
  // What a rule failed on is looked at again the next time.
  for (const { file } of faults) byPath.delete(file);
  cache.save(loaded.project, byPath);
  return { findings, faults };
}
