/** The server's diagnostics as the join sees them, and back. */
import * as vscode from 'vscode';
import type { DiagnosticData, FunctionExtent } from '../../protocol/lint.ts';
import type { DiagnosticLevel, RuleDiagnostic } from './measured-join.ts';

const { Error, Warning, Information } = vscode.DiagnosticSeverity;
const severities: Readonly<Record<DiagnosticLevel, vscode.DiagnosticSeverity>> = {
  error: Error,
  warning: Warning,
  information: Information,
};

export interface OwnDiagnostic extends RuleDiagnostic {
  readonly original: vscode.Diagnostic;
}

export function ruleDiagnostic(original: vscode.Diagnostic): OwnDiagnostic {
  const { code, severity, message, range } = original;
  const rule = typeof code === 'object' ? code.value : code;
  return {
    original,
    rule: String(rule ?? ''),
    level: severity === Error ? 'error' : severity === Warning ? 'warning' : 'information',
    message,
    firstLine: range.start.line + 1,
    lastLine: range.end.line + 1,
    within: extentOf(original),
  };
}

/** The original itself, when nothing was changed. */
export function shownDiagnostic({ original, level, message }: OwnDiagnostic): vscode.Diagnostic {
  if (message === original.message) return original;
  const shown = new vscode.Diagnostic(original.range, message, severities[level]);
  const { code, source, relatedInformation, tags } = original;
  if (code !== undefined) shown.code = code;
  if (source !== undefined) shown.source = source;
  if (relatedInformation) shown.relatedInformation = relatedInformation;
  if (tags) shown.tags = tags;
  return shown;
}

/** The client keeps the `data` of the protocol in a field that the editor does not know. */
function extentOf(diagnostic: vscode.Diagnostic & { data?: unknown }): FunctionExtent | null {
  const data = diagnostic.data as DiagnosticData | undefined;
  return data?.within ?? null;
}
