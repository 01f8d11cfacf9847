/** *Loopscope: Lint Workspace* and the commands about its server. */
import * as vscode from 'vscode';
import type { Command } from '../app.ts';

export const lintWorkspace: Command = async ({ languageServer }) => {
  const { files, findings } = await languageServer.lintWorkspace();
  if (findings > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
  else void vscode.window.showInformationMessage(`Loopscope found nothing in ${files} files.`);
};

export const restartLanguageServer: Command = ({ languageServer }) => languageServer.restart();

export const showLanguageServerLog: Command = async ({ languageServer }) =>
  languageServer.showLog();
