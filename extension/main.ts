/** Composes the extension. */
import * as vscode from 'vscode';
import { listNodeProcesses } from '../inspector/find/list-processes.ts';
import type { App } from './app.ts';
import { applyLiveSettings } from './commands/go-live.ts';
import { registerCommands } from './commands/index.ts';
import { FollowedEdits } from './decorations/followed-edits.ts';
import { SourceDecorations } from './decorations/source-decorations.ts';
import { panels } from './ids.ts';
import { LanguageServer } from './language/language-server.ts';
import { MeasuredDiagnostics } from './language/measured-diagnostics.ts';
import { MeasuredFindings } from './language/measured-findings.ts';
import { InspectorPanels } from './panels/inspector-panels.ts';
import { ProcessList } from './processes/process-list.ts';
import { SessionSet } from './sessions/session-set.ts';
import { FindingNotifications } from './ui/finding-notifications.ts';
import { notifyOfLosses } from './ui/loss-notifications.ts';
import { FindingsView } from './views/findings-view.ts';
import { PendingTasksView } from './views/pending-tasks-view.ts';
import { ProcessesView } from './views/processes-view.ts';
import { createStatusBar } from './views/status-bar.ts';

const sessions = new SessionSet();

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Loopscope', { log: true });
  const processes = new ProcessList(listNodeProcesses);
  const edits = new FollowedEdits(sessions);
  const measured = new MeasuredDiagnostics(sessions, new MeasuredFindings(sessions, edits));
  const serverFile = context.asAbsolutePath('dist/server.js');
  const languageServer = new LanguageServer(serverFile, measured.provider);
  const pendingTasks = new PendingTasksView(sessions);
  const findings = new FindingsView(sessions, measured);
  const inspectors = new InspectorPanels(context.extensionUri);
  const app: App = {
    log,
    sessions,
    processes,
    pendingTasks,
    findings,
    inspectors,
    languageServer,
    measured,
  };
  context.subscriptions.push(
    log,
    processes,
    pendingTasks,
    edits,
    measured,
    languageServer,
    findings,
    inspectors,
    vscode.window.registerWebviewPanelSerializer(panels.inspector, inspectors.serializer(app)),
    new ProcessesView(processes, sessions),
    createStatusBar(sessions),
    new FindingNotifications(sessions),
    notifyOfLosses(sessions),
    new SourceDecorations(sessions, edits),
    registerCommands(app),
    applyLiveSettings(app),
  );
}

/** VS Code waits for it, for a few seconds: no process stays behind with an open inspector. */
export function deactivate(): Promise<void> {
  return sessions.detachAll();
}
