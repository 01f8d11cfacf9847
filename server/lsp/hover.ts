/** What a rule means, shown over what it found. */
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver/node';
import type { LintFinding } from '../../protocol/lint.ts';
import { rules } from '../rules/index.ts';
import { rangeOf, ruleUri } from './diagnostics.ts';
import { ruleText } from './rule-texts.ts';

export function hoverAt(findings: readonly LintFinding[], at: Position): Hover | null {
  const here = findings.filter((finding) => {
    const { start, end } = rangeOf(finding);
    const after =
      at.line > start.line || (at.line === start.line && at.character >= start.character);
    const before = at.line < end.line || (at.line === end.line && at.character <= end.character);
    return after && before;
  });
  // The innermost one; the others show when the pointer is beside it.
  const finding = here.reduce<LintFinding | null>(
    (best, one) => (best && length(best) <= length(one) ? best : one),
    null,
  );
  if (!finding) return null;
  const { rule } = finding;
  const text = ruleText(rule) ?? rules.find(({ id }) => id === rule)?.summary ?? '';
  return {
    range: rangeOf(finding),
    contents: {
      kind: MarkupKind.Markdown,
      value: `**${rule}**\n\n${text}${refusals(finding)}\n\n[More about this rule](${ruleUri(rule)})`,
    },
  };
}

const refusals = ({ refused }: LintFinding): string =>
  refused.map(({ title, reason }) => `\n\n*${title}*: not possible, because ${reason}.`).join('');

const length = ({ range }: LintFinding): number => range.end - range.start;
