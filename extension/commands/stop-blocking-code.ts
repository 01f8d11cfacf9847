/** *Stop the Blocking Code...*: terminates what holds the event loop, after the user has read what that means. */
import * as vscode from 'vscode';
import type { StopOutcome } from '../../protocol/live.ts';
import type { App, Command } from '../app.ts';
import { notificationText } from '../presentation/plain-text.ts';
import { targetName } from '../presentation/target-row.ts';
import type { Target } from '../sessions/target.ts';
import { confirmStop } from '../ui/confirmations.ts';
import { reportError } from '../ui/notifications.ts';
import { withProgress } from '../ui/progress.ts';
import { pickTarget, targetOf } from './arguments.ts';

export const stopBlockingCode: Command = async (app, argument) => {
  const blocked = app.sessions.targets.filter(({ live }) => live?.blocking);
  const target = targetOf(app, argument) ?? (await pickTarget(blocked, 'Stop what blocks which?'));
  const block = target?.live?.blocking;
  if (!target || !block) {
    void vscode.window.showInformationMessage('Nothing blocks an event loop now.');
    return;
  }
  if (await confirmStop(targetName(target), block)) await stop(app, target);
};

async function stop({ log, sessions }: App, target: Target): Promise<void> {
  const name = targetName(target);
  try {
    const outcome = await withProgress(`Stopping what blocks ${name}`, ({ signal }) =>
      sessions.stopBlock(target, signal),
    );
    log.info(`stopping what blocks ${name}: ${outcome}`);
    say(outcome, name);
  } catch (error) {
    reportError(log, `Stopping what blocks ${name}`, error);
  }
}

function say(outcome: StopOutcome, name: string): void {
  switch (outcome) {
    case 'stopped':
      void vscode.window.showInformationMessage(
        notificationText(`What blocked ${name} was stopped. Its event loop turns again.`),
      );
      return;
    case 'over':
      void vscode.window.showInformationMessage(
        notificationText(`The block of ${name} had ended by itself. Nothing was stopped.`),
      );
      return;
    case 'goes-on':
      void vscode.window.showWarningMessage(
        notificationText(
          `${name} is still blocked: what runs could not be stopped, or the next code blocks as well.`,
        ),
      );
  }
}
