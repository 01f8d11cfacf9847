// The inspector panel in a real VS Code: live, several at once, and still there after it was hidden or reloaded.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import { attachByPalette, eventually, rowOf } from './tree.ts';

const workspace = new Workspace('orders');
const complaints: string[] = [];
let server: TargetProcess;
let worker: TargetProcess;
let vscode: Vscode;
let panel: FrameLocator;

beforeAll(async () => {
  server = await workspace.start('server.js');
  worker = await workspace.start('worker.js');
  const settings = { 'loopscope.stuckAfter': 3600 };
  vscode = await startVscode({ workspaceFolder: workspace.folder, settings });
  await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  vscode.page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) complaints.push(message.text());
  });
  panel = vscode.webview;
  await vscode.openContainer('Loopscope');
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

const tabs = (name: string) => vscode.page.locator('.tab', { hasText: name });
const chosenView = () => panel.locator('[role=tab][aria-selected=true]').innerText();

/** Of all panels that are in sight. */
async function shownProcesses(): Promise<number[]> {
  const texts = vscode.page.frames().map((frame) =>
    frame
      .locator('.facts')
      .innerText({ timeout: 200 })
      .catch(() => ''),
  );
  return (await Promise.all(texts)).flatMap(
    (text) => /process (\d+)/.exec(text)?.slice(1).map(Number) ?? [],
  );
}

test('opens from the palette, and is live', async () => {
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'handleOrder').waitFor();
  await vscode.palette('Loopscope: Open Inspector Panel');
  await panel.getByText(`process ${server.pid}`).waitFor();
  await panel.locator('ls-time-chart').first().waitFor();
  await panel.getByRole('button', { name: 'Live' }).waitFor();
});

test('a frame opens its source at the await, beside the panel', async () => {
  await panel.getByRole('tab', { name: 'Tasks' }).click();
  await panel.locator('ls-rows [role=row]', { hasText: 'Pool.take' }).click();
  await panel
    .getByLabel('The chosen stack')
    .getByRole('button', { name: /^loadOrder/ })
    .click();
  await vscode.activeTab('server.js').waitFor();
  const load = workspace.positionOf('server.js', 'await', 'await pool.take()');
  await eventually(() => vscode.cursor()).toEqual(load);
  await panel.locator('ls-icicle').waitFor();
});

test('Markdown goes to the clipboard of the editor', async () => {
  await panel.getByRole('button', { name: 'Copy as Markdown' }).click();
  await eventually(() => vscode.page.evaluate('navigator.clipboard.readText()')).toMatch(
    /^## Loopscope: process \d+/,
  );
});

test('a report is saved where the user says', async () => {
  await panel.getByRole('button', { name: 'Export report' }).click();
  await vscode.quickInput.waitFor();
  await eventually(() => vscode.quickInput.inputValue()).toMatch(/loopscope-\d+-.*\.html$/);
  await vscode.page.keyboard.press('Enter');
  const reports = () =>
    readdirSync(workspace.folder).filter((name) => /^loopscope-.*\.html$/.test(name));
  await eventually(reports).toHaveLength(1);
  const [name = ''] = reports();
  const text = readFileSync(join(workspace.folder, name), 'utf8');
  expect(text).toContain(`process ${server.pid}`);
});

test('what was chosen is there when the panel was hidden', async () => {
  await tabs('server.js · Loopscope').click();
  await vscode.openFile('worker.js');
  await panel.locator('ls-icicle').waitFor({ state: 'hidden' });
  await tabs('server.js · Loopscope').click();
  await panel.locator('ls-icicle').waitFor();
  expect(await chosenView()).toContain('Tasks');
});

test('a process that is not followed says so, and can be followed from there', async () => {
  workspace.writeSettings({ 'loopscope.live.enabled': false });
  const follow = panel.getByRole('button', { name: 'Follow what happens' });
  await follow.waitFor();
  // What was seen stays.
  await panel.locator('ls-rows [role=row]', { hasText: 'Pool.take' }).waitFor();
  await follow.click();
  await panel.getByRole('button', { name: 'Live' }).waitFor();
  expect(await follow.count()).toBe(0);
});

test('another process has a panel of its own', async () => {
  await vscode.openContainer('Loopscope');
  await attachByPalette(vscode, worker.pid);
  await rowOf(vscode, 'worker.js').hover();
  await rowOf(vscode, 'worker.js').locator('.action-label[aria-label^="Open Inspector"]').click();
  await eventually(shownProcesses).toContain(worker.pid);
  expect(await tabs('· Loopscope').count()).toBe(2);
  // Opening it again shows the one that is there.
  await vscode.palette('Loopscope: Open Inspector Panel');
  await vscode.pick('server.js');
  await eventually(shownProcesses).toContain(server.pid);
  expect(await tabs('· Loopscope').count()).toBe(2);
  await tabs('worker.js · Loopscope').click({ button: 'middle' });
  await eventually(() => tabs('· Loopscope').count()).toBe(1);
});

test('a window that is loaded again brings it back, and attaches only when told to', async () => {
  await vscode.page.reload();
  await panel
    .getByText(/Detached/)
    .first()
    .waitFor();
  expect(await server.inspectorUrl()).toBeNull();
  await panel.getByRole('button', { name: 'Attach again' }).click();
  await panel.getByText(`process ${server.pid}`).waitFor();
  await panel.locator('ls-icicle').waitFor();
  expect(await chosenView()).toContain('Tasks');
});

test('the end of the process is told, and what was seen stays', async () => {
  server.kill();
  await panel.getByText(/What was seen until then stays here/).waitFor();
  await panel.locator('ls-rows [role=row]', { hasText: 'Pool.take' }).waitFor();
});

test('the policy of the page had nothing to refuse', () => {
  expect(complaints).toEqual([]);
});
