/** Tells the user what went wrong, with what can be done about it. */
import * as vscode from 'vscode';
import { UserError } from '../../inspector/base/user-error.ts';
import { commands } from '../ids.ts';
import { notificationText } from '../presentation/plain-text.ts';

const showLog = { title: 'Show Log', command: commands.showLog };
const attachToAddress = { title: 'Attach to Address…', command: commands.attachToAddress };

/** Messages of a `UserError` are shown as they are; anything else is a defect of ours, for the log. */
export function reportError(log: vscode.LogOutputChannel, action: string, error: unknown): void {
  if (error instanceof UserError) {
    log.info(`${action}: ${error.kind}: ${error.message}`);
    if (error.kind === 'cancelled') return;
    const ways = error.kind === 'unreachable' ? [attachToAddress, showLog] : [showLog];
    void offer(error.message, error.kind === 'usage' ? [] : ways);
    return;
  }
  log.error(action, error instanceof Error ? error : new Error(String(error)));
  void offer(`${action} failed unexpectedly. The log says more.`, [showLog]);
}

interface Way {
  readonly title: string;
  readonly command: string;
}

async function offer(message: string, ways: readonly Way[]): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(notificationText(message), ...ways);
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
