/** What can be done about findings: fixes, all safe fixes at once, and comments that silence them. */
import {
  type CodeAction,
  CodeActionKind,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { LintFinding, TextEdit } from '../../protocol/lint.ts';
import { chooseFixes } from '../lint/fix-texts.ts';
import { diagnosticOf, rangeOf } from './diagnostics.ts';
import type { Change } from './workspace-edit.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.loopscope`;

export interface ActionRequest {
  readonly path: string;
  readonly text: string;
  readonly range: Range;
  /** The kinds that are wanted; all when it is left out. */
  readonly only: readonly string[] | undefined;
  readonly findings: readonly LintFinding[];
  readonly uriOf: (path: string) => string;
  readonly edit: (title: string, change: Change) => WorkspaceEdit | null;
  /** The editor shows actions that cannot be taken. */
  readonly showsRefused: boolean;
  /** The editor asks for an edit when it was chosen: types can be checked then. */
  readonly resolves: boolean;
}

/** What an action keeps until it is chosen. */
export interface ActionData {
  readonly change: Change;
  readonly edit: WorkspaceEdit;
}

export function codeActions(request: ActionRequest): CodeAction[] {
  const { only, findings, range, path, edit } = request;
  const wants = (kind: string): boolean =>
    only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`));
  const actions: CodeAction[] = [];
  const add = (action: Omit<CodeAction, 'edit'>, change: Change): void => {
    const made = edit(action.title, change);
    if (!made) return;
    if (request.resolves && change.changesTypes)
      actions.push({ ...action, data: { change, edit: made } satisfies ActionData });
    else actions.push({ ...action, edit: made });
  };

  const here = findings.filter((finding) => overlap(rangeOf(finding), range));
  if (wants(CodeActionKind.QuickFix)) {
    for (const finding of here) {
      const diagnostics = [diagnosticOf(finding, request.uriOf)];
      const kind = CodeActionKind.QuickFix;
      finding.fixes.forEach((fix, index) =>
        add({ title: fix.title, kind, diagnostics, isPreferred: fix.safe && index === 0 }, fix),
      );
      if (request.showsRefused)
        for (const { title, reason } of finding.refused)
          actions.push({ title, kind, diagnostics, disabled: { reason: sentence(reason) } });
    }
    for (const finding of here) {
      const { rule } = finding;
      const diagnostics = [diagnosticOf(finding, request.uriOf)];
      const kind = CodeActionKind.QuickFix;
      add(
        { title: `Silence ${rule} on this line`, kind, diagnostics },
        {
          edits: [silenceLine(finding, request)],
        },
      );
      add(
        { title: `Silence ${rule} in this file`, kind, diagnostics },
        {
          edits: [silenceFile(rule, request)],
        },
      );
    }
  }
  // Only when it is asked for: in a menu it would stand beside every single fix.
  if (only !== undefined && wants(fixAllKind)) {
    const edits = chooseFixes(findings, new Set([path])).flatMap((fix) => fix.edits);
    if (edits.length > 0)
      add({ title: 'Apply all safe fixes of Loopscope', kind: fixAllKind }, { edits });
  }
  return actions;
}

const sentence = (reason: string): string => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;

function silenceLine({ rule, range }: LintFinding, { path, text }: ActionRequest): TextEdit {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const comment = `${indent}// loopscope-disable-next-line ${rule}${lineBreakOf(text)}`;
  return { file: path, start, end: start, text: comment };
}

function silenceFile(rule: string, { path, text }: ActionRequest): TextEdit {
  const start = /^#!.*\r?\n/.exec(text)?.[0].length ?? 0;
  const comment = `/* loopscope-disable ${rule} */${lineBreakOf(text)}`;
  return { file: path, start, end: start, text: comment };
}

const lineBreakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function overlap(a: Range, b: Range): boolean {
  const isBefore = (one: Range['start'], other: Range['start']): boolean =>
    one.line < other.line || (one.line === other.line && one.character < other.character);
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}
