// What is measured is said at its line, in a real VS Code, and stays there while the file is edited.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import { attachByPalette, eventually, rowOf } from './tree.ts';

const workspace = new Workspace('shop');
let server: TargetProcess;
let vscode: Vscode;

beforeAll(async () => {
  server = await workspace.start('server.js');
  await server.order('wait', 3);
  const settings = { 'loopscope.stuckAfter': 1, 'files.autoSave': 'off' };
  vscode = await startVscode({
    workspaceFolder: workspace.folder,
    settings,
    viewport: { width: 1400, height: 1300 },
  });
  await vscode.openFile('server.js');
  await vscode.openContainer('Loopscope');
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

interface Mark {
  /** The text of the line, without what is said behind it. */
  readonly line: string;
  readonly text: string;
}

/** What is said behind lines is drawn by style sheets, so it is in no text of the page. */
async function marks(): Promise<Mark[]> {
  const found = await vscode.page.evaluate<Mark[]>(`
    [...document.querySelectorAll('.view-lines .view-line')].flatMap((line) =>
      [...line.querySelectorAll('span')]
        .map((span) => getComputedStyle(span, '::after').content)
        .filter((content) => content.startsWith('"'))
        .map((content) => ({ line: line.textContent, text: JSON.parse(content) })))`);
  return found.map(({ line, text }) => ({ line: plain(line), text: plain(text) }));
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ').trim();
const waiting = 'await new Promise((resolve) => waiting.push(resolve));';
const textAt = async (line: string) => (await marks()).find((mark) => mark.line === line)?.text;

test('nothing is said before the attach', async () => {
  expect(await marks()).toEqual([]);
});

test('at the await stands how many are stuck and for how long', async () => {
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'checkOut').waitFor();
  await eventually(() => textAt(waiting)).toMatch(/^3 stuck here, oldest ≥\d+ s$/);
});

test('at the line that blocked stands for how long, and how often', async () => {
  const blocked = async () =>
    (await marks()).find(({ text }) => text.startsWith('blocked'))?.text ?? '';
  await server.order('block', 600);
  await eventually(blocked).toMatch(/^blocked \d{3} ms$/);
  await server.order('block', 600);
  await eventually(blocked).toMatch(/^blocked up to \d{3} ms, 2 times$/);
});

test('the hover has the whole stack, and no link', async () => {
  await eventually(async () => {
    await vscode.page.locator('.view-line', { hasText: 'waiting.push' }).hover();
    return vscode.page.locator('.monaco-hover:visible', { hasText: 'at async takeBasket' }).count();
  }).toBeGreaterThan(0);
  const hover = vscode.page.locator('.monaco-hover:visible', { hasText: 'at async takeBasket' });
  expect(await hover.first().innerText()).toMatch(/3 tasks · stuck · began before the attach/);
  expect(await hover.first().locator('a[data-href^="command:"]').count()).toBe(0);
});

test('the mark goes with its line while the file is edited', async () => {
  await vscode.page.locator('.view-line', { hasText: "'use strict'" }).click();
  await vscode.page.keyboard.press('Home');
  for (let line = 0; line < 3; line++) await vscode.page.keyboard.press('Enter');
  await eventually(() => textAt(waiting)).toMatch(/^3 stuck here/);
  // Drawn anew with other numbers, it is at the same line.
  const before = await textAt(waiting);
  await eventually(() => textAt(waiting)).not.toBe(before);
  expect(await textAt(waiting)).toMatch(/^3 stuck here/);
  expect((await marks()).filter(({ text }) => text.startsWith('3 stuck'))).toHaveLength(1);
});

test('a line that is deleted takes its mark along', async () => {
  await vscode.page.locator('.view-line', { hasText: 'waiting.push' }).click();
  await vscode.page.keyboard.press('Control+Shift+K');
  const stuck = async () =>
    (await marks()).filter(({ text }) => text.includes('stuck here')).map(({ line }) => line);
  await eventually(stuck).toEqual([expect.stringContaining('await new Promise((resolve) => setT')]);
  await vscode.palette('File: Revert File');
});

test('a setting turns them off and on', async () => {
  await eventually(async () => (await marks()).length).toBeGreaterThan(0);
  workspace.writeSettings({ 'loopscope.decorations.enabled': false });
  await eventually(marks).toEqual([]);
  workspace.writeSettings({});
  await eventually(async () => (await marks()).length).toBeGreaterThan(0);
});

test('after a detach nothing is said any more', async () => {
  await vscode.palette('Loopscope: Detach');
  await eventually(marks).toEqual([]);
});
