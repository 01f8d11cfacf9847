/** Tells of each new finding that is an error, once, unless the user does not want to hear of its kind. */
import * as vscode from 'vscode';
import type { Disposable } from '../../inspector/base/disposable.ts';
import { changeSetting, configuration } from '../configuration.ts';
import { commands, settings } from '../ids.ts';
import { findingTitle } from '../presentation/finding-row.ts';
import { notificationText } from '../presentation/plain-text.ts';
import { targetName } from '../presentation/target-row.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { type FindingItem, findingItems } from '../views/finding-items.ts';

export class FindingNotifications implements Disposable {
  readonly #told = new Set<string>();
  readonly #listening: Disposable;

  constructor(sessions: SessionSet) {
    this.#listening = sessions.onDidChangeLive(({ target, change }) => {
      if (change !== 'findings') return;
      for (const item of findingItems([target])) this.#consider(item);
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #consider(item: FindingItem): void {
    const { finding, end } = item.timed;
    if (finding.severity !== 'error' || end !== null || this.#told.has(item.id)) return;
    this.#told.add(item.id);
    const muted = configuration.mutedFindings();
    if (configuration.notifications() && !muted.includes(finding.id)) void tell(item);
  }
}

async function tell({ id, target, timed }: FindingItem): Promise<void> {
  const { finding } = timed;
  const text = notificationText(`${targetName(target)}: ${finding.message}`);
  const chosen = await vscode.window.showErrorMessage(text, 'Show', 'Mute');
  if (chosen === 'Show') await vscode.commands.executeCommand(commands.showFindings, id);
  if (chosen === 'Mute') await mute(finding.id, findingTitle(finding));
}

async function mute(kind: string, title: string): Promise<void> {
  await changeSetting('mutedFindings', [...new Set([...configuration.mutedFindings(), kind])]);
  vscode.window.setStatusBarMessage(
    `$(bell-slash) Muted: ${title} (setting ${settings.mutedFindings})`,
    5000,
  );
}
