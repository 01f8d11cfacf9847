/** The view *Pending Tasks*: a tree for each process, of groups of tasks and not of single ones. */
import * as vscode from 'vscode';
import type { Frame } from '../../protocol/frame.ts';
import { configuration, onDidChangeSetting, workspaceFolders } from '../configuration.ts';
import { commands, contextKeys, type ItemKind, itemKinds, views } from '../ids.ts';
import { lastingBlock } from '../presentation/block-words.ts';
import { countOf } from '../presentation/figures.ts';
import { frameRow } from '../presentation/frame-row.ts';
import { frameTooltip } from '../presentation/frame-tooltip.ts';
import { groupsBelow } from '../presentation/groups-below.ts';
import { joined } from '../presentation/row.ts';
import { targetRow, targetTooltip } from '../presentation/target-row.ts';
import { type ForestChoice, visibleForest } from '../presentation/visible-forest.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { isBusy, type Target } from '../sessions/target.ts';
import { childrenOf, siblingStep } from './pending-children.ts';
import {
  type FrameItem,
  framesToRoot,
  type MoreItem,
  type NoteItem,
  type PendingItem,
  type TargetItem,
} from './pending-items.ts';
import { Pictures } from './pictures.ts';
import { treeItem, untrustedMarkdown } from './tree-item.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export class PendingTasksView implements vscode.TreeDataProvider<PendingItem>, vscode.Disposable {
  readonly #sessions: SessionSet;
  readonly #changed = new vscode.EventEmitter<PendingItem[] | undefined>();
  readonly #view: vscode.TreeView<PendingItem>;
  readonly #own: vscode.Disposable;
  readonly #limits = new Map<string, number>();
  readonly #pictures: Pictures;
  /** The same item for the same target, as VS Code compares them by identity. */
  readonly #targetItems = new WeakMap<Target, TargetItem>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sessions: SessionSet) {
    this.#sessions = sessions;
    this.#pictures = new Pictures(sessions);
    this.#view = vscode.window.createTreeView(views.pendingTasks, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#own = vscode.Disposable.from(
      this.#view,
      this.#changed,
      this.#pictures,
      this.#pictures.onDidChange(() => this.#update(this.#pictures.changed())),
      sessions.onDidChange(() => this.#update()),
      onDidChangeSetting(['groupBy', 'showInternalFrames'], () => this.#update()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()),
    );
    this.#update();
  }

  /** What is selected, for commands that were not started on an item. */
  get selected(): PendingItem | null {
    return this.#view.selection[0] ?? null;
  }

  /** Opens the view with this target selected. */
  async reveal(target: Target): Promise<void> {
    await this.#view.reveal(this.#itemOf(target), { select: true, focus: true, expand: true });
  }

  /** Live updates stop at what is shown now, or go on. */
  pause(paused: boolean): void {
    this.#pictures.pause(paused);
  }

  showMore({ parent }: MoreItem): void {
    this.#limits.set(parent.id, (this.#limits.get(parent.id) ?? siblingStep) + siblingStep);
    this.#changed.fire(undefined);
  }

  getChildren(item?: PendingItem): PendingItem[] {
    if (!item) return this.#sessions.targets.map((target) => this.#itemOf(target));
    if (item.kind === 'more' || item.kind === 'note') return [];
    return childrenOf(item, {
      choice: this.#choice(),
      limits: this.#limits,
      tasksOf: (target) => this.#pictures.of(target),
    });
  }

  getParent(item: PendingItem): PendingItem | undefined {
    return item.kind === 'target' ? undefined : item.parent;
  }

  getTreeItem(item: PendingItem): vscode.TreeItem {
    switch (item.kind) {
      case 'target':
        return treeItem(targetRow(item.target, this.#pictures.of(item.target)), {
          id: item.id,
          kind: targetKind(item.target),
          collapsible: Expanded,
        });
      case 'frame':
        return this.#frameTreeItem(item);
      case 'more':
        return moreTreeItem(item);
      case 'note':
        return noteTreeItem(item);
    }
  }

  /** Tooltips are made when they are looked at: a hover opens. */
  resolveTreeItem(treeItem: vscode.TreeItem, item: PendingItem): vscode.TreeItem {
    this.#pictures.hold();
    if (item.kind === 'target') treeItem.tooltip = untrustedMarkdown(targetTooltip(item.target));
    if (item.kind === 'frame') treeItem.tooltip = untrustedMarkdown(this.#frameTooltip(item));
    return treeItem;
  }

  dispose(): void {
    this.#own.dispose();
  }

  #frameTreeItem(item: FrameItem): vscode.TreeItem {
    const { children } = item.node;
    // What has only one way to go on is open at once, so that one click shows a whole stack.
    const onlyChild = item.parent.kind === 'frame' && item.parent.node.children.length === 1;
    return treeItem(frameRow(item.node, workspaceFolders(), item.parent.kind === 'target'), {
      id: item.id,
      kind: itemKinds.frame,
      collapsible: children.length === 0 ? None : onlyChild ? Expanded : Collapsed,
      command: { command: commands.revealAwait, title: 'Open', arguments: [item, true] },
    });
  }

  #frameTooltip(item: FrameItem): string {
    const [only, another] = groupsBelow(item.node, 2);
    const whole = only && !another ? this.groupsOf(item, 1)[0] : undefined;
    const path: Frame[] = framesToRoot(item);
    return frameTooltip({
      node: item.node,
      path: this.#choice().groupBy === 'innermost' ? path.toReversed() : path,
      only: whole ?? null,
    });
  }

  /** The groups of tasks below a frame, with all their frames. */
  groupsOf({ target, node }: FrameItem, limit: number) {
    const tasks = this.#pictures.of(target);
    if (!tasks) return [];
    const { groups } = visibleForest(tasks, this.#choice());
    return groupsBelow(node, limit).map((group) => groups.get(group.id) ?? group);
  }

  #itemOf(target: Target): TargetItem {
    let item = this.#targetItems.get(target);
    if (!item) {
      item = { kind: 'target', id: target.id, target };
      this.#targetItems.set(target, item);
    }
    return item;
  }

  #choice(): ForestChoice {
    return {
      groupBy: configuration.groupBy(),
      showInternalFrames: configuration.showInternalFrames(),
    };
  }

  /** @param changed those that look different, when the others are known to look the same */
  #update(changed?: readonly Target[]): void {
    const { targets } = this.#sessions;
    const setContext = (key: string, value: boolean) =>
      void vscode.commands.executeCommand('setContext', key, value);
    setContext(contextKeys.hasTargets, targets.length > 0);
    setContext(
      contextKeys.hasSessions,
      targets.some(({ state }) => state.kind !== 'gone'),
    );
    setContext(contextKeys.updatesPaused, this.#pictures.paused);
    this.#view.description =
      targets.length === 0
        ? ''
        : joined([groupByWords[configuration.groupBy()], this.#pictures.paused && 'paused']);
    this.#pictures.drawn();
    // What is drawn again loses its hover.
    if (changed?.length !== 0) this.#changed.fire(changed?.map((target) => this.#itemOf(target)));
  }
}

const groupByWords = { outermost: 'by outermost function', innermost: 'by innermost await' };

function targetKind(target: Target): ItemKind {
  if (isBusy(target)) return itemKinds.targetBusy;
  const { state, live } = target;
  if (lastingBlock(live)) return itemKinds.targetBlocked;
  if (state.kind !== 'gone') return itemKinds.targetAttached;
  return state.reason.kind === 'exited' ? itemKinds.targetGone : itemKinds.targetLost;
}

function moreTreeItem(item: MoreItem): vscode.TreeItem {
  const label = `… ${countOf(item.hidden, 'more group')}`;
  const row = { label, description: '', icon: { id: 'ellipsis' }, spoken: label };
  const command = { command: commands.showMore, title: 'Show More', arguments: [item] };
  return treeItem(row, { id: item.id, kind: itemKinds.more, command });
}

function noteTreeItem(item: NoteItem): vscode.TreeItem {
  const { text, icon } = item;
  const target = item.parent;
  const collect = { command: commands.refreshPendingTasks, title: 'Refresh', arguments: [target] };
  return treeItem(
    // Sentences are long: as a description they are dimmed, unless a click does something.
    item.action
      ? { label: text, description: '', icon, spoken: text }
      : { label: '', description: text, icon, spoken: text },
    { id: item.id, kind: itemKinds.note, ...(item.action ? { command: collect } : {}) },
  );
}
