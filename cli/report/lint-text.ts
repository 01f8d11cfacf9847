/** Findings in source, by file, for people. */
import type { LintFinding, LintLevel, RelatedPlace } from '../../protocol/lint.ts';
import type { LintResult } from '../../server/lint/lint-paths.ts';
import { type Line, type Style, span } from '../text/line.ts';
import { displayPath, type PathContext } from '../text/path.ts';
import { printable } from '../text/printable.ts';
import { formatCount, plural } from '../text/quantity.ts';
import { padEnd, textWidth, wrap } from '../text/width.ts';

export interface LintTextOptions extends PathContext {
  readonly columns: number;
}

const levels: readonly LintLevel[] = ['error', 'warning', 'hint'];
const style: Record<LintLevel, Style> = { error: 'error', warning: 'warning', hint: 'info' };
const widestText = 110;
/** Columns of `12:34` and of the level, so that messages begin under each other. */
const placeColumns = 9;
const levelColumns = 9;

export function lintLines(result: LintResult, options: LintTextOptions): Line[] {
  const { findings } = result;
  const files = [...new Set(findings.map(({ file }) => file))];
  return [
    ...files.flatMap((file) => [
      [span(displayPath(file, options), 'path')],
      ...findings
        .filter((finding) => finding.file === file)
        .flatMap((finding) => findingLines(finding, options)),
      [],
    ]),
    summaryLine(result),
  ];
}

function findingLines(finding: LintFinding, options: LintTextOptions): Line[] {
  const { begin, level, message, rule, path, fixes } = finding;
  const margin = ' '.repeat(2 + placeColumns + levelColumns);
  const width = Math.min(options.columns, widestText) - margin.length;
  const [first = '', ...rest] = wrap(printable(message), width);
  const last = rest.at(-1) ?? first;
  const ruleFits = textWidth(last) + 2 + rule.length <= width;
  const head: Line = [
    span(`  ${padEnd(`${begin.line}:${begin.column}`, placeColumns)}`, 'dim'),
    span(padEnd(level, levelColumns), style[level]),
    span(first),
  ];
  const body = rest.map((text): Line => [span(margin), span(text)]);
  const lines = [head, ...body];
  const tag = span(rule, 'dim');
  if (ruleFits) lines.push([...(lines.pop() as Line), span('  '), tag]);
  else lines.push([span(margin), tag]);
  for (const place of path) {
    const where = relatedText(place, finding, options);
    lines.push([span(`${margin}↳ `, 'dim'), span(place.label), span(`  ${where}`, 'path')]);
  }
  for (const { title, safe } of fixes)
    lines.push([span(`${margin}→ `, 'good'), span(title), span(safe ? '  --fix' : '', 'dim')]);
  return lines;
}

function relatedText(place: RelatedPlace, { file }: LintFinding, paths: PathContext): string {
  const position = `${place.line}:${place.column}`;
  return place.file === file ? position : `${displayPath(place.file, paths)}:${position}`;
}

function summaryLine({ findings, fileCount, fixCount }: LintResult): Line {
  const fixed = fixCount > 0 ? ` · ${plural(fixCount, 'fix', 'fixes')} applied` : '';
  if (findings.length === 0)
    return [span('No findings', 'good'), span(` in ${plural(fileCount, 'file')}${fixed}`)];
  const counts = levels.flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [span(plural(count, level), style[level])];
  });
  const fixable = findings.filter(({ fixes }) => fixes.some(({ safe }) => safe)).length;
  const hint = fixable > 0 ? ` · --fix repairs ${formatCount(fixable)}` : '';
  return [
    ...counts.flatMap((count, index) => (index === 0 ? [count] : [span(' · ', 'dim'), count])),
    span(` in ${plural(fileCount, 'file')}${hint}${fixed}`),
  ];
}

/** What was not linted, one line each, for standard error. */
export function noteLines(
  { faults, skipped }: LintResult,
  { verbose, ...paths }: PathContext & { readonly verbose: boolean },
): string[] {
  const faultLines = faults.map(({ kind, file, line, column, message }) => {
    const where = printable(displayPath(file, paths));
    switch (kind) {
      case 'syntax':
        return `${where}:${line}:${column} could not be read as source: ${printable(message)}`;
      case 'unreadable':
        return `${where} could not be opened: ${printable(message)}`;
      case 'defect':
        return `${where} was not checked by all rules, through a defect of ours: ${printable(message)}`;
    }
  });
  const few = verbose || skipped.length <= 3;
  const skippedLines = few
    ? skipped.map(
        ({ file, reason }) => `${printable(displayPath(file, paths))} was skipped: ${reason}`,
      )
    : [
        `${plural(skipped.length, 'file')} were skipped, too large or generated: --verbose lists them`,
      ];
  return [...faultLines, ...skippedLines];
}
