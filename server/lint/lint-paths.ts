/** Lints files and folders: the whole way from their paths to findings. */
import type { LintFinding } from '../../protocol/lint.ts';
import { type ConfigFiles, type ConfigOptions, configFiles } from '../config/config-files.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { breather } from './breather.ts';
import { checkOne } from './check-one.ts';
import { fixTexts, writeTexts } from './fix-texts.ts';
import { findingKeys, type LintCache } from './lint-cache.ts';
import {
  keptTrees,
  type LintFault,
  type LintProgress,
  type LoadedFiles,
  loadFiles,
  type SkippedFile,
} from './load-files.ts';
import { LintThreads } from './threads/lint-threads.ts';
import type { CheckedFile } from './threads/messages.ts';

export type { LintFault, SkippedFile };

export interface LintRequest {
  /** Files and folders, absolute, with slashes. */
  readonly paths: readonly string[];
  /** Applies the safe fixes, and writes the files, before what is left is reported. */
  readonly fix: boolean;
  readonly signal: AbortSignal;
  readonly config?: ConfigOptions;
  /** Findings elsewhere are not wanted. */
  readonly only?: ReadonlySet<string> | null;
  readonly cache?: LintCache | null;
  readonly rules?: readonly Rule[];
  /** The bundle of `threads/thread.ts`, for large projects; without it there is one thread. */
  readonly threadFile?: string | null;
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

/**
 * @throws the reason of the signal, ConfigFault, and what `stat` throws for a path that does not exist
 */
export async function lintPaths(request: LintRequest): Promise<LintResult> {
  const { signal, onProgress, only = null, cache = null, config = {}, threadFile } = request;
  const configs = configFiles(config);
  const threads = threadFile ? new LintThreads(threadFile, signal, { keptTrees }) : null;
  try {
    const loaded = await loadFiles(request.paths, {
      signal,
      ...(onProgress ? { onProgress } : {}),
      isIgnored: (path) => configs.settingsFor(path).isIgnored(path),
      ...(cache ? { knownSummary: (path, text) => cache.knownSummary(path, text) } : {}),
      ...(threads ? { threads } : {}),
    });
    const paths = loaded.paths.filter((path) => !only || only.has(path));
    const work = { ...request, config, configs, loaded, paths, threads };
    let checked =
      cache && !request.fix ? await checkCached(work, cache) : await checkAnywhere(work);
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
  } finally {
    threads?.stop();
  }
}

interface Work extends LintRequest {
  readonly config: ConfigOptions;
  readonly configs: ConfigFiles;
  readonly threads: LintThreads | null;
  readonly loaded: LoadedFiles;
  /** Those that are linted. */
  readonly paths: readonly string[];
}

type OnChecked = (path: string, found: readonly LintFinding[]) => void;

/** On the threads, when some have read the files. */
async function checkAnywhere(work: Work, onChecked: OnChecked = () => {}): Promise<CheckedFile> {
  const { threads, loaded, paths, config, configs, onProgress } = work;
  if (!threads?.areRunning) return check(work, onChecked);
  for (const path of paths) configs.settingsFor(path);
  const { project } = loaded;
  const files = project.paths.flatMap((path) => {
    const [text, role] = [project.textOf(path), project.roleOf(path)];
    return text === null || role === null ? [] : [{ path, text, role }];
  });
  const results = new Map<string, CheckedFile>();
  const summaryOf = (path: string) => project.summaryOf(path);
  await threads.check(files, summaryOf, paths, config, (path, checked) => {
    results.set(path, checked);
    onProgress?.({ phase: 'checking', done: results.size, total: paths.length });
  });
  return inOrder(paths, results, onChecked);
}

async function check(
  { loaded: { project, isSmall }, paths, signal, onProgress, configs, rules = allRules }: Work,
  onChecked: OnChecked = () => {},
): Promise<CheckedFile> {
  const results = new Map<string, CheckedFile>();
  const breathe = breather(signal);
  for (const [done, path] of paths.entries()) {
    await breathe();
    onProgress?.({ phase: 'checking', done, total: paths.length });
    results.set(path, checkOne(project, path, rules, configs));
    if (!isSmall) project.release(path);
  }
  return inOrder(paths, results, onChecked);
}

function inOrder(
  paths: readonly string[],
  results: ReadonlyMap<string, CheckedFile>,
  onChecked: OnChecked,
): CheckedFile {
  const checked = paths.map((path) => results.get(path) ?? { findings: [], faults: [] });
  for (const [at, { findings }] of checked.entries()) onChecked(paths[at] ?? '', findings);
  return {
    findings: checked.flatMap(({ findings }) => findings),
    faults: checked.flatMap(({ faults }) => faults),
  };
}

async function checkCached(work: Work, cache: LintCache): Promise<CheckedFile> {
  const { loaded, paths, configs } = work;
  for (const path of paths) configs.settingsFor(path);
  const keyOf = findingKeys(loaded.project, JSON.stringify([...configs.texts]));
  const byPath = new Map<string, { key: string; list: readonly LintFinding[] }>();
  for (const path of loaded.paths) {
    const key = keyOf(path);
    const list = cache.findings(path, key);
    if (list) byPath.set(path, { key, list });
  }
  const { faults } = await checkAnywhere(
    { ...work, paths: paths.filter((path) => !byPath.has(path)) },
    (path, list) => byPath.set(path, { key: keyOf(path), list }),
  );
  const findings = paths.flatMap((path) => byPath.get(path)?.list ?? []);
  // What a rule failed on is looked at again the next time.
  for (const { file } of faults) byPath.delete(file);
  cache.save(loaded.project, byPath);
  return { findings, faults };
}
