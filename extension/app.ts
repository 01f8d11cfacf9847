/** What the commands work with. Built in main.ts. */
import type * as vscode from 'vscode';
import type { LanguageServer } from './language/language-server.ts';
import type { MeasuredDiagnostics } from './language/measured-diagnostics.ts';
import type { InspectorPanels } from './panels/inspector-panels.ts';
import type { ProcessList } from './processes/process-list.ts';
import type { SessionSet } from './sessions/session-set.ts';
import type { FindingsView } from './views/findings-view.ts';
import type { PendingTasksView } from './views/pending-tasks-view.ts';

export interface App {
  readonly log: vscode.LogOutputChannel;
  readonly sessions: SessionSet;
  readonly processes: ProcessList;
  readonly pendingTasks: PendingTasksView;
  readonly languageServer: LanguageServer;
  readonly measured: MeasuredDiagnostics;
  readonly inspectors: InspectorPanels;
  readonly findings: FindingsView;
}

/** A command. Its arguments come from menus, key bindings and other extensions, so they may be anything. */
export type Command = (app: App, argument?: unknown, second?: unknown) => Promise<void>;
