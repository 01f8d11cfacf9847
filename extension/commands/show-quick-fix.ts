/** *Show Quick Fix*: from a finding to what the rules offer at its place. */
import * as vscode from 'vscode';
import type { App, Command } from '../app.ts';
import { notificationText } from '../presentation/plain-text.ts';
import { openSource } from '../ui/open-source.ts';
import type { FindingItem } from '../views/finding-items.ts';
import { findingOf } from './arguments.ts';

/** Milliseconds that the language server may take to start and to speak of a file that was just opened. */
const patience = 10_000;

export const showQuickFix: Command = async (app, argument) => {
  const item = findingOf(app, argument);
  if (!item) {
    void vscode.window.showInformationMessage('Select a finding in Findings first.');
    return;
  }
  const place = await placeOf(app, item);
  if (!place) {
    const { rule } = item.timed.finding;
    const why = rule
      ? `The rule ${rule} sees nothing at the place of this finding, so there is nothing to apply.`
      : 'No rule looks for this fault in source.';
    void vscode.window.showInformationMessage(notificationText(why));
    return;
  }
  const { start } = place.range;
  await vscode.window.showTextDocument(place.uri, { selection: new vscode.Range(start, start) });
  await vscode.commands.executeCommand('editor.action.quickFix');
};

async function placeOf({ measured }: App, item: FindingItem): Promise<vscode.Location | null> {
  const { target, timed } = item;
  const { finding } = timed;
  if (measured.isUnread(target, finding) && finding.location) {
    // The server speaks of files that are open.
    await openSource(finding.location, { preserveFocus: false });
    await measured.read(target, finding, AbortSignal.timeout(patience));
  }
  return measured.placesOf(target, finding)[0] ?? null;
}
