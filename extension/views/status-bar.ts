/** The status-bar item: what is attached and how it does; a click shows what can be done. */
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import { statusText } from '../presentation/status-text.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { isConnected } from '../sessions/target.ts';
import { untrustedMarkdown } from './tree-item.ts';

export function createStatusBar(sessions: SessionSet): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('loopscope', vscode.StatusBarAlignment.Left, 50);
  const warning = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.name = 'Loopscope';
  let shown = '';
  const update = () => {
    const status = statusText(sessions.targets);
    const attached = sessions.targets.some(isConnected);
    // Written only when it differs: each write draws the status bar again, and closes its tooltip.
    const next = JSON.stringify([status, attached]);
    if (next === shown) return;
    shown = next;
    item.text = status.text;
    item.tooltip = untrustedMarkdown(status.tooltip);
    item.accessibilityInformation = { label: status.spoken, role: 'button' };
    item.backgroundColor = status.isWarning ? warning : undefined;
    item.command = attached ? commands.showActions : commands.attachToProcess;
  };
  update();
  item.show();
  return vscode.Disposable.from(
    item,
    sessions.onDidChange(update),
    sessions.onDidChangeLive(update),
  );
}
