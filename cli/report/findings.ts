/** The findings of a dump, the most severe first. */
import type { Finding, Severity } from '../../protocol/finding.ts';
import { indent, type Line, type Style, span } from '../text/line.ts';
import type { PathContext } from '../text/path.ts';
import { printable } from '../text/printable.ts';
import { plural } from '../text/quantity.ts';
import { textWidth, wrap } from '../text/width.ts';
import { placeText } from './frame-text.ts';
import { labelled } from './labelled.ts';

export interface FindingsOptions {
  readonly columns: number;
  readonly paths: PathContext;
  /** Also the evidence: what the finding was derived from. */
  readonly verbose: boolean;
}

const marks: Record<Severity, string> = { error: '✖', warning: '▲', info: '●' };
const style: Record<Severity, Style> = { error: 'error', warning: 'warning', info: 'info' };
const order: readonly Severity[] = ['error', 'warning', 'info'];
/** Lines longer than this are hard to read, however wide the terminal. */
const widestText = 110;

export function findingsLines(findings: readonly Finding[], options: FindingsOptions): Line[] {
  const counts = order
    .map((severity) => ({
      severity,
      count: findings.filter((f) => f.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }): Line => [span(countText(severity, count), style[severity])]);
  const parts = counts.length > 0 ? counts : [[span('none', 'good')]];
  const sorted = [...findings].sort(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
  );
  return [
    ...labelled('Findings', parts, options.columns),
    ...sorted.flatMap((finding) => [[], ...findingLines(finding, options)]),
  ];
}

function countText(severity: Severity, count: number): string {
  return severity === 'info' ? `${count} for information` : plural(count, severity);
}

export function findingLines(
  finding: Finding,
  { columns, paths, verbose }: FindingsOptions,
): Line[] {
  const { severity, message, location, advice, evidence } = finding;
  const width = Math.min(columns, widestText) - 4;
  const [first = '', ...rest] = wrap(printable(message), width);
  const body: Line[] = rest.map((text) => [span(text, 'strong')]);
  const place = location ? placeText(location, paths, width) : '';
  const kind = [
    finding.id,
    finding.certainty,
    finding.cause,
    finding.rule && `rule ${finding.rule}`,
  ];
  const tags = kind.filter(Boolean).join(' · ');
  const fits = place && textWidth(place) + textWidth(tags) + 3 <= width;
  if (fits) body.push([span(place, 'path'), span(` · ${tags}`, 'dim')]);
  else body.push(...(place ? [[span(place, 'path')]] : []), [span(tags, 'dim')]);
  if (advice) body.push(...arrowed(wrap(printable(advice), width - 2)));
  if (verbose) body.push([span(evidenceText(evidence), 'dim')]);
  const head: Line = [span(`  ${marks[severity]} `, style[severity]), span(first, 'strong')];
  return [head, ...indent(body, 4)];
}

function arrowed(lines: readonly string[]): Line[] {
  return lines.map((text, index) => [span(index === 0 ? '→ ' : '  ', 'good'), span(text)]);
}

function evidenceText(evidence: Finding['evidence']): string {
  const entries = Object.entries(evidence).map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(', ') : String(value);
    return `${name}: ${text}`;
  });
  return entries.join(' · ');
}
