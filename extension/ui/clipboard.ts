/** Copies text and says so where it does not disturb. */
import * as vscode from 'vscode';

export async function copyText(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(copy) Copied the ${what}`, 3000);
}
