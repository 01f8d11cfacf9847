/** *Open Inspector Panel*: the loop, the tasks and the findings of a target, live. */
import * as vscode from 'vscode';
import type { Command } from '../app.ts';
import { pickTarget, targetOf } from './arguments.ts';

export const openInspector: Command = async (app, argument) => {
  const { targets } = app.sessions;
  if (targets.length === 0) {
    void vscode.window.showInformationMessage('Attach to a process first.');
    return;
  }
  const target =
    targetOf(app, argument) ?? (await pickTarget(targets, 'Which process is to be inspected?'));
  if (target) app.inspectors.show(app, target);
};
