/** For the tests of rules: bad programs with markers, good twins, and fixes as text before and after. */
import { expect } from 'vitest';
import type { LintFinding, LintFix } from '../../protocol/lint.ts';
import { Project } from '../analysis/project.ts';
import { applyEdits } from '../lint/apply-edits.ts';
import { checkFile } from '../lint/check-file.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { parseFixture } from './fixture.ts';
import { typeErrors } from './type-check.ts';

function projectOf(files: Readonly<Record<string, string>>): Project {
  const project = new Project('/');
  for (const [path, text] of Object.entries(files)) {
    const fault = project.set(path, text);
    if (fault) throw new Error(`${path}: ${fault.message}\n${text}`);
  }
  return project;
}

function findingsIn(
  files: Readonly<Record<string, string>>,
  rules: readonly Rule[],
): LintFinding[] {
  const project = projectOf(files);
  return Object.keys(files).flatMap((path) => checkFile(project, path, rules));
}

const short = ({ file, begin, rule, message }: LintFinding): string =>
  `${file}:${begin.line}:${begin.column} ${rule}: ${message}`;

/** Expects what the markers say, and nothing else of this rule. */
export function expectFindings(rule: Rule, text: string): LintFinding[] {
  const { files, expected } = parseFixture(text);
  if (expected.length === 0) throw new Error('The fixture has no markers: see expectSilence');
  const found = findingsIn(files, [rule]);
  expect(
    found.map(({ file, begin, end, rule: id }) => ({
      file,
      line: begin.line,
      column: begin.column,
      endColumn: end.line === begin.line ? end.column : 'later',
      rule: id,
    })),
  ).toEqual(
    expected.map(({ file, line, column, endColumn, rule: id }, index) => ({
      file,
      line,
      column,
      // A node of several lines is marked by its beginning.
      endColumn: found[index]?.end.line === found[index]?.begin.line ? endColumn : 'later',
      rule: id,
    })),
  );
  expected.forEach(({ message }, index) =>
    expect(found[index]?.message.startsWith(message)).toBe(true),
  );
  return found;
}

/** Expects a finding of this rule on each line that ends in `//!`, and on no other. */
export function expectLines(rule: Rule, text: string): LintFinding[] {
  const { files } = parseFixture(text);
  const wanted = Object.entries(files).flatMap(([path, body]) =>
    body
      .split('\n')
      .flatMap((line, index) => (line.endsWith('//!') ? [`${path}:${index + 1}`] : [])),
  );
  if (wanted.length === 0) throw new Error('No line ends in //!: see expectSilence');
  const found = findingsIn(files, [rule]);
  expect([...new Set(found.map(({ file, begin }) => `${file}:${begin.line}`))]).toEqual(wanted);
  return found;
}

/** Expects that no rule at all has anything to say. @param except rules that rightly do */
export function expectSilence(text: string, except: readonly string[] = []): void {
  const { files } = parseFixture(text);
  const found = findingsIn(files, allRules).filter(({ rule }) => !except.includes(rule));
  expect(found.map(short)).toEqual([]);
}

export interface FixCheck {
  /** Which of the finding's fixes, by the beginning of its title; the first when it is left out. */
  readonly title?: string;
  /** Rules that rightly find something afterwards. */
  readonly except?: readonly string[];
  /** The text before or after cannot be type-checked for a reason. */
  readonly untyped?: boolean;
}

/** Applies a fix of the first finding: the text after is as given, compiles, and no rule finds anything in it. */
export function expectFix(rule: Rule, before: string, after: string, check: FixCheck = {}): void {
  const { files } = parseFixture(before);
  const wanted = parseFixture(after).files;
  const [finding] = findingsIn(files, [rule]);
  if (!finding) throw new Error(`${rule.id} finds nothing to fix`);
  const fix = chosen(finding, check.title);
  const created = Object.fromEntries(fix.creates.map(({ file, text }) => [file, text]));
  const result = { ...applyEdits(files, fix.edits), ...created };
  expect(result).toEqual(wanted);
  if (!check.untyped) expect(newTypeErrors(files, result)).toEqual([]);
  const left = findingsIn(result, allRules).filter(({ rule: id }) => !check.except?.includes(id));
  expect(left.map(short)).toEqual([]);
}

/** What a program that does not annotate its types has to complain of anyway does not count. */
function newTypeErrors(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const withoutPlace = (error: string) => error.replace(/^\S+ /, '');
  const known = new Set(typeErrors(before).map(withoutPlace));
  return typeErrors(after).filter((error) => !known.has(withoutPlace(error)));
}

/** Expects a finding that cannot be fixed by an edit. @param reason why, if the finding says so */
export function expectNoFix(rule: Rule, text: string, reason?: string): void {
  const [finding] = findingsIn(parseFixture(text).files, [rule]);
  expect(finding?.fixes.map(({ title }) => title)).toEqual([]);
  if (reason !== undefined) expect(finding?.refused.map((one) => one.reason)).toContain(reason);
}

function chosen(finding: LintFinding, title: string | undefined): LintFix {
  const fix = finding.fixes.find((one) => title === undefined || one.title.startsWith(title));
  const titles = finding.fixes.map((one) => one.title).join(', ');
  if (!fix) throw new Error(`${finding.rule} has no such fix; it has: ${titles || 'none'}`);
  return fix;
}
