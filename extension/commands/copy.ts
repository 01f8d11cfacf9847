/** *Copy Await Stack* and *Copy All as Text*: in the form of V8's stack traces. */
import * as vscode from 'vscode';
import type { Command } from '../app.ts';
import { groupsText, tasksText } from '../presentation/await-stack-text.ts';
import { joined } from '../presentation/row.ts';
import { targetName } from '../presentation/target-row.ts';
import { copyText } from '../ui/clipboard.ts';
import { frameOf, targetOf } from './arguments.ts';

/** Stacks below one frame: more than a person reads, and no danger to the clipboard. */
const mostStacks = 1000;

export const copyAwaitStack: Command = async (app, argument) => {
  const item = frameOf(app, argument);
  if (!item) {
    void vscode.window.showInformationMessage('Select a frame in Pending Tasks first.');
    return;
  }
  const groups = app.pendingTasks.groupsOf(item, mostStacks + 1);
  await copyText(
    groupsText(groups, mostStacks),
    groups.length === 1 ? 'await stack' : 'await stacks',
  );
};

export const copyAllAsText: Command = async (app, argument) => {
  const named = targetOf(app, argument);
  const targets = named ? [named] : app.sessions.targets;
  const texts = targets.flatMap((target) => {
    const { info, tasks } = target;
    if (!tasks) return [];
    const title = joined([targetName(target), info && `process ${info.pid}`]);
    return [tasksText(title, tasks)];
  });
  if (texts.length === 0) {
    void vscode.window.showInformationMessage('Nothing has been collected yet.');
    return;
  }
  await copyText(texts.join('\n'), 'pending tasks');
};
