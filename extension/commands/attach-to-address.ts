/** *Attach to Address...*: an inspector that is open already, here or on another machine. */
import * as vscode from 'vscode';
import { parseTarget } from '../../inspector/attach/target-spec.ts';
import type { Command } from '../app.ts';
import { attachTo } from './attach.ts';

const initial = '127.0.0.1:9229';

export const attachToAddress: Command = async (app, argument) => {
  const address = typeof argument === 'string' ? argument : await askForAddress();
  if (address) await attachTo(app, address.trim());
};

function askForAddress(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Attach to Address',
    prompt: 'host:port, a ws:// address of the inspector, or a process id',
    placeHolder: initial,
    value: initial,
    validateInput: (text) => (text.trim() === '' ? undefined : complaintAbout(text.trim())),
  });
}

function complaintAbout(text: string): string | undefined {
  try {
    parseTarget(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
