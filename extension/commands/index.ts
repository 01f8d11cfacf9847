/** All commands, by the names of ids.ts: one that is missing does not compile. */
import * as vscode from 'vscode';
import type { App, Command } from '../app.ts';
import { type CommandName, commands } from '../ids.ts';
import { reportError } from '../ui/notifications.ts';
import { attachAgain } from './attach-again.ts';
import { attachToAddress } from './attach-to-address.ts';
import { attachToProcess } from './attach-to-process.ts';
import { copyAllAsText, copyAwaitStack } from './copy.ts';
import { detach, detachAll, dismiss } from './detach.ts';
import * as findings from './findings.ts';
import { follow } from './go-live.ts';
import * as lint from './lint-workspace.ts';
import { openInspector } from './open-inspector.ts';
import { recordCpuProfile } from './record-cpu-profile.ts';
import { refreshPendingTasks } from './refresh-pending-tasks.ts';
import { revealAwait } from './reveal-await.ts';
import { showActions } from './show-actions.ts';
import { showQuickFix } from './show-quick-fix.ts';
import { stopBlockingCode } from './stop-blocking-code.ts';
import * as choices from './view-choices.ts';

const handlers: Readonly<Record<CommandName, Command>> = {
  attachToProcess,
  attachToAddress,
  attachAgain,
  detach,
  detachAll,
  dismiss,
  follow,
  showActions,
  showQuickFix,
  stopBlockingCode,
  recordCpuProfile,
  refreshPendingTasks,
  revealAwait,
  copyAwaitStack,
  copyAllAsText,
  ...lint,
  openInspector,
  ...findings,
  ...choices,
};

export function registerCommands(app: App): vscode.Disposable {
  const entries = Object.entries(handlers) as [CommandName, Command][];
  return vscode.Disposable.from(
    ...entries.map(([name, run]) =>
      vscode.commands.registerCommand(commands[name], async (argument, second) => {
        try {
          await run(app, argument, second);
        } catch (error) {
          reportError(app.log, `The command ${commands[name]}`, error);
        }
      }),
    ),
  );
}
