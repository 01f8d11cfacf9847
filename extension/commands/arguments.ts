/** Finds out which target or frame a command was called for: an item of a view, a pid, or what is selected. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { escapeIcons } from '../presentation/plain-text.ts';
import { targetRow } from '../presentation/target-row.ts';
import type { Target } from '../sessions/target.ts';
import type { FindingItem, FindingsItem } from '../views/finding-items.ts';
import type { FrameItem, MoreItem, PendingItem } from '../views/pending-items.ts';

type Item = PendingItem | FindingsItem;

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

/** Of an item of *Processes*, or a number that a key binding gives. */
export function pidOf(argument: unknown): number | null {
  if (typeof argument === 'object' && argument !== null && 'process' in argument) {
    const { process } = argument;
    if (typeof process === 'object' && process !== null && 'pid' in process) {
      return pidOf(process.pid);
    }
  }
  const pid = typeof argument === 'string' ? Number(argument) : argument;
  return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/** The target that an argument names, if it does. */
export function targetOf({ sessions }: App, argument: unknown): Target | null {
  if (isItem(argument)) return targetOfItem(argument);
  const pid = pidOf(argument);
  if (pid !== null) return sessions.withPid(pid);
  return sessions.targets.find(({ address }) => address === argument) ?? null;
}

function targetOfItem(item: Item): Target {
  return 'target' in item ? item.target : targetOfItem(item.parent);
}

/** The finding that an argument is, or is a detail of; else the one that is selected. */
export function findingOf({ findings }: App, argument: unknown): FindingItem | null {
  let item = isItem(argument) ? argument : findings.selected;
  while (item?.kind === 'line' || item?.kind === 'detail') item = item.parent;
  return item?.kind === 'finding' ? item : null;
}

export function frameOf({ pendingTasks }: App, argument: unknown): FrameItem | null {
  const item = isItem(argument) ? argument : pendingTasks.selected;
  return item?.kind === 'frame' ? item : null;
}

export function moreOf(argument: unknown): MoreItem | null {
  return isItem(argument) && argument.kind === 'more' ? argument : null;
}

/** The only one, or the one that the user picks. */
export async function pickTarget(
  targets: readonly Target[],
  placeHolder: string,
): Promise<Target | null> {
  if (targets.length <= 1) return targets[0] ?? null;
  const items = targets.map((target) => {
    const { label, description } = targetRow(target);
    return { label: escapeIcons(label), description: escapeIcons(description), target };
  });
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
  });
  return picked?.target ?? null;
}
