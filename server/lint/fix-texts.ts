/** Applies the fixes that may be applied without a look. */
import { readFile, writeFile } from 'node:fs/promises';
import type { LintFinding, LintFix, TextEdit } from '../../protocol/lint.ts';
import type { Project } from '../analysis/project.ts';
import { applyToText } from './apply-edits.ts';

export interface FixedTexts {
  readonly count: number;
  /** The new texts of the files that changed; the project has them already. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * One pass over all findings. Of fixes that touch the same text the first is applied: the findings that are left
 * afterwards may offer the others again.
 *
 * @param allowed files that may be changed
 */
export function fixTexts(
  project: Project,
  allowed: readonly string[],
  findings: readonly LintFinding[],
): FixedTexts {
  const chosen = chooseFixes(findings, new Set(allowed));
  const byFile = new Map<string, TextEdit[]>();
  for (const edit of chosen.flatMap(({ edits }) => edits)) {
    const own = byFile.get(edit.file);
    if (own) own.push(edit);
    else byFile.set(edit.file, [edit]);
  }
  const texts = new Map<string, string>();
  for (const [path, edits] of byFile) {
    const before = project.textOf(path);
    if (before === null) continue;
    const text = applyToText(before, edits);
    if (project.set(path, text) === null) texts.set(path, text);
  }
  return { count: texts.size === 0 ? 0 : chosen.length, texts };
}

/** The first safe fix of each finding, as far as they do not touch the same text. */
export function chooseFixes(
  findings: readonly LintFinding[],
  allowed: ReadonlySet<string>,
): LintFix[] {
  const chosen: LintFix[] = [];
  const taken: TextEdit[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find(({ safe }) => safe);
    if (!fix?.edits.every(({ file }) => allowed.has(file))) continue;
    const fresh = fix.edits.filter((edit) => !taken.some((other) => isSameInsertion(edit, other)));
    if (fresh.some((edit) => taken.some((other) => touch(edit, other)))) continue;
    chosen.push({ ...fix, edits: fresh });
    taken.push(...fresh);
  }
  return chosen;
}

/** Two fixes that need the same import, or make the same function async, do it once. */
const isSameInsertion = (a: TextEdit, b: TextEdit): boolean =>
  a.file === b.file &&
  a.start === b.start &&
  a.start === a.end &&
  b.start === b.end &&
  a.text === b.text &&
  /^(?:\s*import\b|\s*const .* = require\(|, \w|async $)/.test(a.text);

const touch = (a: TextEdit, b: TextEdit): boolean =>
  a.file === b.file && a.start <= b.end && b.start <= a.end;

/** Keeps the byte-order mark of a file, which is not part of its text. */
export async function writeTexts(texts: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of texts) {
    const mark = (await readFile(path, 'utf8')).startsWith('\uFEFF') ? '\uFEFF' : '';
    await writeFile(path, mark + text);
  }
}
