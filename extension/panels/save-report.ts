/** *Export report*: asks where to, and writes it there. */
import * as vscode from 'vscode';
import { report } from '../../inspector/page/report.ts';
import type { ReportDocument } from '../../protocol/rpc/webview.ts';

/** @param script the page's bundle, which is put into an HTML report */
export async function saveReport(
  document: ReportDocument,
  format: 'html' | 'json',
  script: vscode.Uri,
): Promise<void> {
  const page = new TextDecoder().decode(await vscode.workspace.fs.readFile(script));
  const { fileName, text } = report(document, format, () => page);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: 'Export Report',
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, fileName) } : {}),
    filters: format === 'html' ? { 'Web page': ['html'] } : { JSON: ['json'] },
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  vscode.window.setStatusBarMessage('$(check) Exported the report', 3000);
}
