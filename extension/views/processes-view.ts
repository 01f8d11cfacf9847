/** The view *Processes*: Node.js processes of this machine, the most likely one first. */
import * as vscode from 'vscode';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { configuration, onDidChangeSetting, workspaceFolders } from '../configuration.ts';
import { commands, contextKeys, itemKinds, views } from '../ids.ts';
import { processRow, processTooltip } from '../presentation/process-words.ts';
import type { ProcessList } from '../processes/process-list.ts';
import { rankProcesses } from '../processes/rank.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { treeItem, untrustedMarkdown } from './tree-item.ts';

/** An item of the view; commands of its menu receive it. */
export interface ProcessItem {
  readonly process: NodeProcess;
}

export class ProcessesView implements vscode.TreeDataProvider<ProcessItem>, vscode.Disposable {
  readonly #list: ProcessList;
  readonly #sessions: SessionSet;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #own: vscode.Disposable;
  #shown = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(list: ProcessList, sessions: SessionSet) {
    this.#list = list;
    this.#sessions = sessions;
    const view = vscode.window.createTreeView(views.processes, { treeDataProvider: this });
    const watch = () => list.watch(view.visible && vscode.window.state.focused);
    this.#own = vscode.Disposable.from(
      view,
      this.#changed,
      view.onDidChangeVisibility(watch),
      vscode.window.onDidChangeWindowState(watch),
      list.onDidList(() => this.#update()),
      sessions.onDidChange(() => this.#update()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()),
      onDidChangeSetting(['showEditorProcesses'], () => this.#update()),
    );
    watch();
  }

  async getChildren(parent?: ProcessItem): Promise<ProcessItem[]> {
    if (parent) return [];
    if (!this.#list.processes && !this.#list.error) await this.#list.refresh();
    this.#shown = this.#fingerprint();
    return this.#visible().map((process) => ({ process }));
  }

  getTreeItem({ process }: ProcessItem): vscode.TreeItem {
    const attached = this.#isAttached(process);
    return treeItem(processRow(process, workspaceFolders(), attached), {
      // The pid alone: a start time that is read again and again differs by rounding.
      id: String(process.pid),
      kind: attached ? itemKinds.processAttached : itemKinds.process,
      command: {
        command: commands.attachToProcess,
        title: 'Attach',
        arguments: [process.pid],
      },
    });
  }

  resolveTreeItem(item: vscode.TreeItem, { process }: ProcessItem): vscode.TreeItem {
    item.tooltip = untrustedMarkdown(processTooltip(process));
    return item;
  }

  dispose(): void {
    this.#own.dispose();
  }

  /** Tells VS Code only when a row looks different: a tree that is drawn again loses its hover. */
  #update(): void {
    const failed = this.#list.error !== null;
    void vscode.commands.executeCommand('setContext', contextKeys.listingFailed, failed);
    if (this.#fingerprint() !== this.#shown) this.#changed.fire();
  }

  #visible(): NodeProcess[] {
    const all = this.#list.processes ?? [];
    const shown = configuration.showEditorProcesses()
      ? all
      : all.filter((process) => !process.editorTool);
    return rankProcesses(shown, workspaceFolders());
  }

  #fingerprint(): string {
    const folders = workspaceFolders();
    const rows = this.#visible().map((process) =>
      processRow(process, folders, this.#isAttached(process)),
    );
    return JSON.stringify(rows);
  }

  #isAttached({ pid }: NodeProcess): boolean {
    return this.#sessions.withPid(pid) !== null;
  }
}
