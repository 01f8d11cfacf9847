/** Finds out which target or frame a command was called for: an item of a view, a pid, or what is selected. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { escapeIcons } from '../presentation/plain-text.ts';
import { targetRow } from '../presentation/target-row.ts';
import type { Target } from '../sessions/target.ts';
import type { FrameItem, MoreItem, PendingItem } from '../views/pending-items.ts';

function hasKind(value: unknown): value is PendingItem {
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
  if (hasKind(argument)) {
    if (argument.kind === 'target' || argument.kind === 'frame') return argument.target;
    return argument.parent.target;
  }
  const pid = pidOf(argument);
  if (pid !== null) return sessions.withPid(pid);
  return sessions.targets.find(({ address }) => address === argument) ?? null;
}

export function frameOf({ pendingTasks }: App, argument: unknown): FrameItem | null {
  const item = hasKind(argument) ? argument : pendingTasks.selected;
  return item?.kind === 'frame' ? item : null;
}

export function moreOf(argument: unknown): MoreItem | null {
  return hasKind(argument) && argument.kind === 'more' ? argument : null;
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
