/** The status-bar item: what is attached; a click shows it, or attaches when there is nothing. */
import * as vscode from 'vscode';
import { commands, views } from '../ids.ts';
import { statusText } from '../presentation/status-text.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { isConnected } from '../sessions/target.ts';
import { untrustedMarkdown } from './tree-item.ts';

export function createStatusBar(sessions: SessionSet): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('loopscope', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Loopscope';
  const update = () => {
    const { text, tooltip, spoken } = statusText(sessions.targets);
    item.text = text;
    item.tooltip = untrustedMarkdown(tooltip);
    item.accessibilityInformation = { label: spoken, role: 'button' };
    item.command = sessions.targets.some(isConnected)
      ? `${views.pendingTasks}.focus`
      : commands.attachToProcess;
  };
  update();
  item.show();
  return vscode.Disposable.from(item, sessions.onDidChange(update));
}
