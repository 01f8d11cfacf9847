/** The JSON form of findings in source: a contract, see docs/cli.md. */
import type { LintFinding, LintLevel, RelatedPlace } from '../../protocol/lint.ts';

export interface LintRecord {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly rule: string;
  readonly level: LintLevel;
  readonly message: string;
  readonly path: readonly RelatedPlace[];
  readonly fixes: readonly { readonly title: string; readonly safe: boolean }[];
}

export function lintDocument(findings: readonly LintFinding[]): LintRecord[] {
  return findings.map(({ file, begin, end, rule, level, message, path, fixes }) => ({
    file,
    line: begin.line,
    column: begin.column,
    endLine: end.line,
    endColumn: end.column,
    rule,
    level,
    message,
    path: path.map((place) => ({
      file: place.file,
      line: place.line,
      column: place.column,
      label: place.label,
    })),
    fixes: fixes.map(({ title, safe }) => ({ title, safe })),
  }));
}
