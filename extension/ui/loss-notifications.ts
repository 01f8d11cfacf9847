/** Tells when a connection was lost though the process may go on, and offers to attach again. An exit is no news. */
import * as vscode from 'vscode';
import type { Disposable } from '../../inspector/base/disposable.ts';
import type { Disconnect } from '../../inspector/session.ts';
import { commands } from '../ids.ts';
import { notificationText } from '../presentation/plain-text.ts';
import { targetName } from '../presentation/target-row.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import type { Target } from '../sessions/target.ts';

export function notifyOfLosses(sessions: SessionSet): Disposable {
  const told = new WeakSet<Target>();
  return sessions.onDidChange(() => {
    for (const target of sessions.targets) {
      if (target.state.kind !== 'gone' || told.has(target)) continue;
      told.add(target);
      if (target.state.reason.kind !== 'exited') void tell(target, target.state.reason);
    }
  });
}

async function tell(target: Target, { message }: Disconnect): Promise<void> {
  const text = notificationText(`${targetName(target)}: ${message}`);
  const again = 'Attach Again';
  const chosen = await vscode.window.showWarningMessage(text, again);
  if (chosen === again) await vscode.commands.executeCommand(commands.attachAgain, target.address);
}
