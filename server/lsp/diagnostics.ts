/** Findings as the editor shows them. */
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver/node';
import { homepage } from '../../package.json';
import type { DiagnosticData, LintFinding, LintLevel, TextPosition } from '../../protocol/lint.ts';
import type { ConfigFault } from '../config/config-files.ts';

const source = 'loopscope';

const severities: Record<LintLevel, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Information,
};

export const ruleUri = (rule: string): string =>
  `${homepage}/blob/main/docs/rules/${rule.replace('/', '-')}.md`;

const position = ({ line, column }: TextPosition) => ({ line: line - 1, character: column - 1 });

export const rangeOf = ({ begin, end }: LintFinding): Range => ({
  start: position(begin),
  end: position(end),
});

export function diagnosticOf(finding: LintFinding, uriOf: (path: string) => string): Diagnostic {
  const { rule, level, message, path, within } = finding;
  const data: DiagnosticData = { within };
  return {
    source,
    code: rule,
    codeDescription: { href: ruleUri(rule) },
    severity: severities[level],
    range: rangeOf(finding),
    message,
    data,
    relatedInformation: path.map(({ file, line, column, label }) => {
      const at = position({ line, column });
      return { message: label, location: { uri: uriOf(file), range: { start: at, end: at } } };
    }),
  };
}

export function configDiagnostic({ line, column, message }: ConfigFault): Diagnostic {
  const at = position({ line, column });
  return {
    source,
    severity: DiagnosticSeverity.Error,
    range: { start: at, end: { line: at.line, character: at.character + 1 } },
    message,
  };
}
