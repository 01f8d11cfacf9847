/** What is asked before something that may harm: a long pause of the target, code that is stopped, a connection. */
import * as vscode from 'vscode';
import type { PauseEstimate } from '../../inspector/session.ts';
import type { Block } from '../../protocol/live.ts';
import { settings } from '../ids.ts';
import { stopConsequences } from '../presentation/block-words.ts';
import { costText, megabytes } from '../presentation/figures.ts';
import { oneLine } from '../presentation/plain-text.ts';

export async function confirmPause(name: string, limitMs: number, estimate: PauseEstimate) {
  const proceed = 'Pause and Collect';
  const contexts = estimate.contexts > 1 ? ` in ${estimate.contexts} contexts` : '';
  const chosen = await vscode.window.showWarningMessage(
    `Stop ${oneLine(name, 80)} for about ${costText(estimate.pauseMs)}?`,
    {
      modal: true,
      detail:
        `Collecting what is pending reads the whole heap (${megabytes(estimate.heapUsedBytes)}${contexts}). ` +
        'While that lasts, the process answers no request. ' +
        `The limit is ${costText(limitMs)} (setting ${settings.maxPause}).`,
    },
    proceed,
  );
  return chosen === proceed;
}

export async function confirmStop(name: string, block: Block): Promise<boolean> {
  const proceed = 'Stop the Code';
  const chosen = await vscode.window.showWarningMessage(
    `Stop the code that blocks ${oneLine(name, 80)}?`,
    { modal: true, detail: stopConsequences(block) },
    proceed,
  );
  return chosen === proceed;
}

export async function confirmRemote(host: string): Promise<boolean> {
  const proceed = 'Attach';
  const chosen = await vscode.window.showWarningMessage(
    `Attach to ${oneLine(host, 80)}, which is another machine?`,
    {
      modal: true,
      detail:
        'The inspector of Node.js has neither password nor encryption: whoever can reach it can run ' +
        'any code in that process, and whoever listens on the way can read what is sent. An SSH ' +
        'tunnel to the machine’s 127.0.0.1 avoids both.',
    },
    proceed,
  );
  return chosen === proceed;
}
