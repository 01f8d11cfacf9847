/** The view *Findings*: what is wrong in the targets that are followed, with the evidence and what to do. */
import * as vscode from 'vscode';
import { onDidChangeSetting, workspaceFolders } from '../configuration.ts';
import { commands, contextKeys, itemKinds, views } from '../ids.ts';
import type { MeasuredDiagnostics } from '../language/measured-diagnostics.ts';
import { countOf } from '../presentation/figures.ts';
import { findingRow } from '../presentation/finding-row.ts';
import { findingTooltip } from '../presentation/finding-text.ts';
import { oneLine } from '../presentation/plain-text.ts';
import { targetName } from '../presentation/target-row.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { isLive } from '../sessions/target.ts';
import {
  type DetailItem,
  detailItems,
  type FindingItem,
  type FindingsItem,
  findingItems,
  type LineItem,
  lineItems,
} from './finding-items.ts';
import { Redraw } from './redraw.ts';
import { treeItem, untrustedMarkdown } from './tree-item.ts';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

export class FindingsView implements vscode.TreeDataProvider<FindingsItem>, vscode.Disposable {
  readonly #sessions: SessionSet;
  readonly #measured: MeasuredDiagnostics;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<FindingsItem>;
  readonly #redraw = new Redraw((withNumbers) => this.#look(withNumbers));
  readonly #own: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sessions: SessionSet, measured: MeasuredDiagnostics) {
    this.#sessions = sessions;
    this.#measured = measured;
    this.#view = vscode.window.createTreeView(views.findings, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#own = vscode.Disposable.from(
      this.#view,
      this.#changed,
      this.#redraw,
      this.#redraw.onDue(() => this.#update()),
      sessions.onDidChange(() => this.#update()),
      sessions.onDidChangeLive(({ change }) => {
        if (change === 'findings' || change === 'ended') this.#redraw.request();
      }),
      measured.onDidChange(() => this.#redraw.request()),
      onDidChangeSetting(['live'], () => this.#update()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()),
    );
    this.#update();
  }

  get items(): readonly FindingItem[] {
    return findingItems(this.#sessions.targets);
  }

  /** What is selected, for commands that were not started on an item. */
  get selected(): FindingsItem | null {
    return this.#view.selection[0] ?? null;
  }

  /** Opens the view with this finding selected. */
  async reveal(id: string): Promise<void> {
    const item = this.items.find((each) => each.id === id);
    if (item) await this.#view.reveal(item, { select: true, focus: true, expand: true });
    else await vscode.commands.executeCommand(`${views.findings}.focus`);
  }

  getChildren(item?: FindingsItem): FindingsItem[] {
    switch (item?.kind) {
      case undefined:
        return findingItems(this.#sessions.targets);
      case 'finding':
        return detailItems(item, workspaceFolders());
      case 'detail':
        return lineItems(item);
      case 'line':
        return [];
    }
  }

  getParent(item: FindingsItem): FindingsItem | undefined {
    return item.kind === 'finding' ? undefined : item.parent;
  }

  getTreeItem(item: FindingsItem): vscode.TreeItem {
    switch (item.kind) {
      case 'finding':
        return this.#findingTreeItem(item);
      case 'detail':
        return detailTreeItem(item);
      case 'line':
        return lineTreeItem(item);
    }
  }

  /** Tooltips are made when they are looked at: a hover opens. */
  resolveTreeItem(treeItem: vscode.TreeItem, item: FindingsItem): vscode.TreeItem {
    this.#redraw.hold();
    if (item.kind === 'finding') treeItem.tooltip = untrustedMarkdown(findingTooltip(item.timed));
    if (item.kind === 'detail') treeItem.tooltip = item.detail.text;
    return treeItem;
  }

  dispose(): void {
    this.#own.dispose();
  }

  #findingTreeItem(item: FindingItem): vscode.TreeItem {
    const several = this.#sessions.targets.length > 1;
    const row = findingRow(
      item.timed,
      workspaceFolders(),
      several ? targetName(item.target) : null,
    );
    return treeItem(row, {
      id: item.id,
      kind: this.#mayFix(item) ? itemKinds.findingWithFix : itemKinds.finding,
      collapsible: Collapsed,
      command: { command: commands.revealFinding, title: 'Open', arguments: [item, true] },
    });
  }

  /** In a file that is not open, nobody has looked yet. */
  #mayFix({ target, timed: { finding } }: FindingItem): boolean {
    const measured = this.#measured;
    return measured.isUnread(target, finding) || measured.placesOf(target, finding).length > 0;
  }

  #update(): void {
    const { targets } = this.#sessions;
    const following = targets.some(isLive);
    void vscode.commands.executeCommand('setContext', contextKeys.following, following);
    const current = this.items.filter(({ timed }) => timed.end === null);
    this.#view.badge =
      current.length === 0
        ? undefined
        : { value: current.length, tooltip: countOf(current.length, 'finding') };
    this.#redraw.drawn();
    this.#changed.fire();
  }

  #look(withNumbers: boolean): string {
    return JSON.stringify(
      this.items.map((item) => [
        item.id,
        item.timed.begin,
        item.timed.end,
        this.#mayFix(item),
        withNumbers ? item.timed.finding : '',
      ]),
    );
  }
}

function detailTreeItem({ id, parent, detail }: DetailItem): vscode.TreeItem {
  const { label, text, icon, items, opens } = detail;
  const clicks = {
    place: { command: commands.revealFinding, title: 'Open', arguments: [parent, true] },
    fix: { command: commands.showQuickFix, title: 'Show Quick Fix', arguments: [parent] },
  };
  return treeItem(
    { label, description: text, icon, spoken: `${label}: ${text}` },
    {
      id,
      kind: itemKinds.findingDetail,
      collapsible: items.length > 0 ? Collapsed : None,
      ...(opens ? { command: clicks[opens] } : {}),
    },
  );
}

function lineTreeItem({ id, text }: LineItem): vscode.TreeItem {
  const shown = oneLine(text);
  const row = { label: '', description: shown, icon: { id: 'dash' }, spoken: shown };
  return treeItem(row, { id, kind: itemKinds.findingDetail });
}
