/** *Show What Can Be Done...*: the menu behind the status bar. */
import * as vscode from 'vscode';
import type { Command } from '../app.ts';
import { actionsFor } from '../presentation/actions.ts';
import { escapeIcons } from '../presentation/plain-text.ts';

export const showActions: Command = async ({ sessions }) => {
  const items = actionsFor(sessions.targets).map((action) => ({
    label: `$(${action.icon}) ${action.title}`,
    description: escapeIcons(action.detail),
    action,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Loopscope' });
  if (!picked) return;
  const { command, arguments: given = [] } = picked.action;
  await vscode.commands.executeCommand(command, ...given);
};
