/** Composes the extension. */
import * as vscode from 'vscode';
import { listNodeProcesses } from '../inspector/find/list-processes.ts';
import { registerCommands } from './commands/index.ts';
import { ProcessList } from './processes/process-list.ts';
import { SessionSet } from './sessions/session-set.ts';
import { PendingTasksView } from './views/pending-tasks-view.ts';
import { ProcessesView } from './views/processes-view.ts';
import { createStatusBar } from './views/status-bar.ts';

const sessions = new SessionSet();

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Loopscope', { log: true });
  const processes = new ProcessList(listNodeProcesses);
  const pendingTasks = new PendingTasksView(sessions);
  context.subscriptions.push(
    log,
    processes,
    pendingTasks,
    new ProcessesView(processes, sessions),
    createStatusBar(sessions),
    registerCommands({ log, sessions, processes, pendingTasks }),
  );
}

/** VS Code waits for it, for a few seconds: no process stays behind with an open inspector. */
export function deactivate(): Promise<void> {
  return sessions.detachAll();
}
