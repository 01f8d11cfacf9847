/**
 * Keeps summaries and findings between two runs. A summary holds as long as the text of its file; findings hold as
 * long as the texts of all files that are connected with theirs by imports, and what is configured.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LintFinding } from '../../protocol/lint.ts';
import type { Project } from '../analysis/project.ts';
import type { FileSummary } from '../analysis/summary.ts';
import { analysisVersion } from './analysis-version.ts';

interface CachedFile {
  readonly text: string;
  readonly summary: FileSummary;
  readonly findings?: { readonly key: string; readonly list: readonly LintFinding[] };
}

interface Content {
  readonly version: string;
  readonly files: Readonly<Record<string, CachedFile>>;
}

export interface LintCache {
  knownSummary(path: string, text: string): FileSummary | undefined;
  /** Findings of an earlier run that still hold. */
  findings(path: string, key: string): readonly LintFinding[] | undefined;
  /** Keeps what is known now, and forgets the rest. */
  save(
    project: Project,
    findings: ReadonlyMap<string, { key: string; list: readonly LintFinding[] }>,
  ): void;
}

/**
 * @param file where it is kept; one that is broken, or another version's, counts as empty
 * @param version of the program that finds
 */
export function openLintCache(file: string, version: string = analysisVersion()): LintCache {
  const { files } = read(file, version);
  return {
    knownSummary(path, text) {
      const known = files[path];
      return known?.text === hash(text) ? known.summary : undefined;
    },
    findings(path, key) {
      const known = files[path]?.findings;
      return known?.key === key ? known.list : undefined;
    },
    save(project, findings) {
      const kept: Record<string, CachedFile> = {};
      for (const path of project.paths) {
        const summary = project.summaryOf(path);
        const text = project.textOf(path);
        if (!summary || text === null) continue;
        const own = findings.get(path);
        kept[path] = { text: hash(text), summary, ...(own ? { findings: own } : {}) };
      }
      const content: Content = { version, files: kept };
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(content));
    },
  };
}

function read(file: string, version: string): Content {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as Content;
    if (content.version === version) return content;
  } catch {
    // The first run, or one that was killed while it wrote.
  }
  return { version, files: {} };
}

/**
 * What the findings of each file depend on.
 * @param configuration everything that is configured, as text
 */
export function findingKeys(project: Project, configuration: string): (path: string) => string {
  const components = connected(project);
  const byComponent = new Map<string, string>();
  return (path) => {
    const members = components(path);
    const first = members[0] ?? path;
    let key = byComponent.get(first);
    if (key === undefined) {
      const parts = members.map((member) => [
        member,
        project.roleOf(member),
        hash(project.textOf(member) ?? ''),
        project.summaryOf(member)?.imports.map((name) => project.resolve(member, name)),
      ]);
      byComponent.set(first, (key = hash(JSON.stringify([configuration, parts]))));
    }
    return key;
  };
}

/** Files that import each other, in whatever direction, over any number of steps; sorted. */
function connected(project: Project): (path: string) => readonly string[] {
  const parents = new Map<string, string>();
  const leader = (path: string): string => {
    let at = path;
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up;
    return at;
  };
  for (const path of project.paths)
    for (const specifier of project.summaryOf(path)?.imports ?? []) {
      const imported = project.resolve(path, specifier);
      if (imported === null) continue;
      const [a, b] = [leader(path), leader(imported)];
      if (a !== b) parents.set(a, b);
    }
  const groups = new Map<string, string[]>();
  for (const path of [...project.paths].sort()) {
    const group = groups.get(leader(path));
    if (group) group.push(path);
    else groups.set(leader(path), [path]);
  }
  return (path) => groups.get(leader(path)) ?? [path];
}

const hash = (text: string): string => createHash('sha1').update(text).digest('base64');
