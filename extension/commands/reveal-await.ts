/** *Reveal Await*: opens the source of a frame at its `await`. */
import * as vscode from 'vscode';
import type { Command } from '../app.ts';
import { openSource } from '../ui/open-source.ts';
import { frameOf } from './arguments.ts';

/** The second argument is true for a click in the tree, where the focus stays. */
export const revealAwait: Command = async (app, argument, fromTree) => {
  const item = frameOf(app, argument);
  if (item) return openSource(item.node.frame, { preserveFocus: fromTree === true });
  void vscode.window.showInformationMessage('Select a frame in Pending Tasks first.');
};
