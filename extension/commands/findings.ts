/** *Show Findings*, *Open Place of Finding*, *Copy Finding* and *Copy All Findings as Text*. */
import * as vscode from 'vscode';
import type { Command } from '../app.ts';
import { views } from '../ids.ts';
import { findingsText, findingText } from '../presentation/finding-text.ts';
import { joined } from '../presentation/row.ts';
import { targetName } from '../presentation/target-row.ts';
import { copyText } from '../ui/clipboard.ts';
import { openSource } from '../ui/open-source.ts';
import { findingOf } from './arguments.ts';

/** The argument is the id of a finding's item, or nothing for the view as it is. */
export const showFindings: Command = async ({ findings }, id) => {
  if (typeof id === 'string') await findings.reveal(id);
  else await vscode.commands.executeCommand(`${views.findings}.focus`);
};

/** The second argument is true for a click in the tree, where the focus stays. */
export const revealFinding: Command = async (app, argument, fromTree) => {
  const item = findingOf(app, argument);
  if (!item) {
    void vscode.window.showInformationMessage('Select a finding in Findings first.');
    return;
  }
  const { location } = item.timed.finding;
  // A finding about the whole process has no place; its details are what there is.
  if (location) await openSource(location, { preserveFocus: fromTree === true });
};

export const copyFinding: Command = async (app, argument) => {
  const item = findingOf(app, argument);
  if (item) await copyText(`${findingText(item.timed)}\n`, 'finding');
  else void vscode.window.showInformationMessage('Select a finding in Findings first.');
};

export const copyAllFindings: Command = async ({ findings, sessions }) => {
  const texts = sessions.targets.flatMap((target) => {
    const own = findings.items.filter((item) => item.target === target);
    if (own.length === 0) return [];
    const title = joined([targetName(target), target.info && `process ${target.info.pid}`]);
    return [
      findingsText(
        title,
        own.map(({ timed }) => timed),
      ),
    ];
  });
  if (texts.length > 0) await copyText(texts.join('\n'), 'findings');
  else void vscode.window.showInformationMessage('Nothing has been found yet.');
};
