// A workspace that nobody trusts, in a real VS Code: everything works, and its own limits are ignored.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import { attachByPalette, eventually, rowOf, rows } from './tree.ts';

const workspace = new Workspace('orders');
let server: TargetProcess;
let vscode: Vscode;

beforeAll(async () => {
  server = await workspace.start('server.js');
  // Were it trusted, each survey would be asked for, and the tree be grouped by the innermost await.
  workspace.writeSettings({
    'loopscope.survey.maxPause': 0,
    'loopscope.groupBy': 'innermost',
  });
  const settings = { 'security.workspace.trust.startupPrompt': 'never' };
  vscode = await startVscode({ workspaceFolder: workspace.folder, settings, trusts: false });
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

test('what is pending is collected by the limits of the user, and shown as the workspace likes', async () => {
  await vscode.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  await vscode.openContainer('Loopscope');
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'Pool.take').waitFor();
  await eventually(async () => (await rows(vscode))[0]).toContain('4 tasks · 1 cycle');
  expect(await vscode.page.locator('.monaco-dialog-box').count()).toBe(0);
});
