// What is measured in a process is said where the rules see its fault in source, in a real VS Code.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import { appears, attachByPalette, eventually, inlineAction, ownStatus, rowOf } from './tree.ts';

const workspace = new Workspace('invoices');
let server: TargetProcess;
let vscode: Vscode;

const drawing = workspace.positionOf('server.js', 'execFileSync(', "['-e', program]");
const title = 'Block: synchronous wait';

beforeAll(async () => {
  server = await workspace.start('server.js');
  vscode = await startVscode({
    workspaceFolder: workspace.folder,
    settings: { 'files.autoSave': 'off' },
    viewport: { width: 1500, height: 1100 },
  });
  await vscode.openContainer('Loopscope');
  await vscode.openFile('server.js');
  await vscode.palette('View: Focus Problems');
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

const squiggles = (severity: string) =>
  vscode.page.locator(`.editor-group-container.active .squiggly-${severity}`);

/** The two problems of the file, in the order of Problems: `error message`. */
function problems(): Promise<string[]> {
  return vscode.page.locator('.markers-panel .monaco-list-row').evaluateAll((rows) =>
    rows.flatMap((row) => {
      const icon = /codicon-(error|warning|info)/.exec(row.innerHTML)?.[1];
      const text = row.querySelector('.marker-message-line')?.textContent ?? '';
      return text.includes('execFileSync') ? [`${icon} ${text.replaceAll('\u00a0', ' ')}`] : [];
    }),
  );
}

/** On a machine that is busy, the stack of a block may be missed: then nobody knows where it was. */
async function blockUntil(text: string): Promise<void> {
  const problem = vscode.page.locator('.markers-panel .monaco-list-row', { hasText: text });
  for (let attempt = 0; attempt < 5; attempt++) {
    await server.order('draw', 400);
    if (await appears(problem, 5000)) return;
  }
  throw new Error(`no problem says "${text}"`);
}

const plain = /^warning execFileSync/;

test('before a measurement, both calls are warnings', async () => {
  await eventually(problems).toEqual([expect.stringMatching(plain), expect.stringMatching(plain)]);
});

test('the call that blocked is an error and says so, the other is as before', async () => {
  await attachByPalette(vscode, server.pid);
  await ownStatus(vscode).filter({ hasText: 'ms' }).waitFor();
  await blockUntil('blocked the loop once');
  expect(await problems()).toEqual([
    expect.stringMatching(/^error Measured: blocked the loop once, for .*s\. execFileSync/),
    expect.stringMatching(plain),
  ]);
  expect(await squiggles('error').count()).toBe(1);
});

test('the numbers grow with what is measured', async () => {
  await blockUntil('blocked the loop 2 times');
  expect((await problems())[0]).toMatch(/^error Measured: .* 2 times, .*s in all\. execFileSync/);
  await vscode.screenshot('measured-diagnostic');
});

test('while the text is edited, it stays at its call', async () => {
  await vscode.page.locator('.view-line', { hasText: "'use strict'" }).click();
  await vscode.page.keyboard.press('Home');
  for (let line = 0; line < 3; line++) await vscode.page.keyboard.press('Enter');
  await eventually(async () => (await problems())[0]).toMatch(/^error Measured: blocked/);
  await vscode.palette('File: Revert File');
  await eventually(problems).toEqual([
    expect.stringMatching(/^error Measured: blocked/),
    expect.stringMatching(plain),
  ]);
});

test('the finding leads to the quick-fix at its place', async () => {
  await rowOf(vscode, title, 'Findings').waitFor();
  await inlineAction(vscode, title, 'Show Quick Fix', 'Findings');
  const fixes = vscode.page.locator('.action-widget .monaco-list-row');
  await fixes.filter({ hasText: 'execFile' }).first().waitFor();
  await vscode.screenshot('measured-quick-fix');
  await vscode.page.keyboard.press('Escape');
  await eventually(() => vscode.cursor()).toEqual(drawing);
});

test('also when the file is not open', async () => {
  await vscode.palette('View: Close All Editors');
  await inlineAction(vscode, title, 'Show Quick Fix', 'Findings');
  await vscode.activeTab('server.js').waitFor();
  const fixes = vscode.page.locator('.action-widget .monaco-list-row');
  await fixes.filter({ hasText: 'execFile' }).first().waitFor();
  await vscode.page.keyboard.press('Escape');
});

test('a setting turns it off and on', async () => {
  workspace.writeSettings({ 'loopscope.lint.measured': false });
  await eventually(async () => (await problems())[0]).toMatch(plain);
  workspace.writeSettings({});
  await eventually(async () => (await problems())[0]).toMatch(/^error Measured: blocked/);
});

test('after the detach it is as it was', async () => {
  await vscode.palette('Loopscope: Detach');
  await eventually(problems).toEqual([expect.stringMatching(plain), expect.stringMatching(plain)]);
  expect(await squiggles('error').count()).toBe(0);
});
