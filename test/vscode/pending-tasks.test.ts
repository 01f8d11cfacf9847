// The main job in a real VS Code: attach to a service that hangs, and find the line where.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import {
  appears,
  attachByPalette,
  clickRow,
  eventually,
  expand,
  inlineAction,
  rowOf,
  rows,
} from './tree.ts';

const workspace = new Workspace('orders');
let server: TargetProcess;
let vscode: Vscode;

beforeAll(async () => {
  server = await workspace.start('server.js');
  // Nothing is stuck until the test says so, however slow the machine.
  const settings = { 'loopscope.stuckAfter': 3600 };
  vscode = await startVscode({ workspaceFolder: workspace.folder, settings });
  await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

const lineOf = (text: string) => workspace.positionOf('server.js', text.trim(), text).line;
const place = (text: string) => `server.js:${lineOf(text)}`;

test('the processes of the machine are listed, the one of the workspace first', async () => {
  await vscode.openContainer('Loopscope');
  await eventually(async () => (await rows(vscode, 'Processes'))[0]).toMatch(
    new RegExp(`^server\\.js ${server.pid} · < 1 min · loopscope-workspace-`),
  );
  await vscode.view('Pending Tasks').getByText('Attach to Process...').waitFor();
});

test('attaching through the palette shows what is pending', async () => {
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'handleOrder').waitFor();
  expect(await rows(vscode)).toEqual([
    `server.js ${server.pid} · 4 tasks · 1 cycle`,
    `  debit await cycle · ${place('await accounts.credit')}`,
    `  handleOrder 3× · ${place('await loadOrder(id)')}`,
    `  nightlyReport ${place('for await (')}`,
  ]);
  await vscode.statusBar('server.js').waitFor();
});

test('a stack opens at once, down to the innermost await', async () => {
  await expand(vscode, 'handleOrder');
  await rowOf(vscode, 'Pool.take').waitFor();
  expect((await rows(vscode)).slice(2, 5)).toEqual([
    `  handleOrder 3× · ${place('await loadOrder(id)')}`,
    `    loadOrder 3× · ${place('await pool.take()')}`,
    `      Pool.take 3× · ${place('await new Promise(')}`,
  ]);
});

test('a click lands on the exact await', async () => {
  await clickRow(vscode, 'Pool.take');
  await vscode.activeTab('server.js').waitFor();
  const take = workspace.positionOf('server.js', 'await', 'await new Promise(');
  await eventually(() => vscode.cursor()).toEqual(take);
  await clickRow(vscode, 'loadOrder');
  const load = workspace.positionOf('server.js', 'await', 'await pool.take()');
  await eventually(() => vscode.cursor()).toEqual(load);
});

test('a refresh keeps what is open and selected', async () => {
  const before = await rows(vscode);
  await inlineAction(vscode, 'server.js', 'Refresh Pending Tasks');
  // Now it is known for how long the tasks are pending, at least.
  await eventually(() => rows(vscode)).toSatisfy((now: string[]) => now.join().includes('≥'));
  expect((await rows(vscode)).map(withoutAge)).toEqual(before.map(withoutAge));
  expect(await rowOf(vscode, 'loadOrder').getAttribute('aria-selected')).toBe('true');
});

const withoutAge = (row: string) => row.replace(/≥\d+ (s|min) · /, '');

test('the await stack is copied as text', async () => {
  await clickRow(vscode, 'handleOrder');
  // The click also opens the source, and the key means the tree once that is done.
  await eventually(async () => {
    await vscode.page.keyboard.press('Control+c');
    return appears(vscode.statusBar('Copied the await stack'), 2000);
  }).toBe(true);
  await vscode.palette('File: New Untitled Text File');
  await vscode.activeTab('Untitled-1').waitFor();
  await vscode.page.keyboard.press('Control+v');
  const at = (name: string, text: string) => {
    const { line, column } = workspace.positionOf('server.js', 'await', text);
    return `at async ${name} (${workspace.folder}/server.js:${line}:${column})`;
  };
  const lines = () =>
    vscode.page
      .locator('.editor-group-container.active .view-line')
      .allInnerTexts()
      .then((texts) => texts.map((text) => text.replaceAll('\u00a0', ' ').trim()));
  await eventually(async () => (await lines()).slice(1, 4)).toEqual([
    at('Pool.take', 'await new Promise('),
    at('loadOrder', 'await pool.take()'),
    at('handleOrder', 'await loadOrder(id)'),
  ]);
  expect((await lines())[0]).toMatch(/^3 tasks · (pending|waiting) · began before the attach/);
});

test('grouped by the innermost await, the tree shows who waits there', async () => {
  const names = async () => (await rows(vscode)).map((row) => row.replace(/(\w) .*/, '$1'));
  await vscode.palette('Loopscope: Group by Innermost Await');
  await eventually(names).toContain('  Pool.take');
  await expand(vscode, 'Pool.take');
  await eventually(names).toEqual([
    'server.js',
    '  credit',
    '  Pool.take',
    '    loadOrder',
    '      handleOrder',
    '  nightlyReport',
  ]);
  await vscode.palette('Loopscope: Group by Outermost Function');
  await eventually(names).toContain('  handleOrder');
});

test('internal frames come and go', async () => {
  await vscode.palette('Loopscope: Show Internal Frames');
  await expand(vscode, 'nightlyReport');
  await eventually(() => rows(vscode)).toSatisfy((now: string[]) =>
    now.some((row) => row.includes('node:timers/promises:')),
  );
  await vscode
    .treeRows('Pending Tasks', 'node:timers/promises')
    .first()
    .locator('.label-name')
    .click();
  await vscode.toasts('is part of Node.js itself').waitFor();
  await vscode.palette('Loopscope: Hide Internal Frames');
  await eventually(() => rows(vscode)).toSatisfy(
    (now: string[]) => !now.some((row) => row.includes('node:')),
  );
});

test('a cycle is marked', async () => {
  await expand(vscode, 'debit');
  await rowOf(vscode, 'credit').waitFor();
  expect(await rowOf(vscode, 'debit').locator('.codicon-sync').count()).toBe(1);
  expect(await rowOf(vscode, 'handleOrder').locator('.codicon-sync').count()).toBe(0);
  const hover = vscode.page.locator('.monaco-hover', { hasText: 'a proven deadlock' }).first();
  // A tree that is drawn again while the hover is on its way forgets it.
  await eventually(async () => {
    await rowOf(vscode, 'handleOrder').hover();
    await rowOf(vscode, 'debit').hover();
    return appears(hover, 3000);
  }).toBe(true);
});

test('what is pending for longer than the setting says is stuck', async () => {
  workspace.writeSettings({ 'loopscope.stuckAfter': 0.01 });
  await eventually(async () => {
    await vscode.palette('Loopscope: Refresh Pending Tasks');
    return rows(vscode);
  }).toContain(`server.js ${server.pid} · 4 tasks · stuck at 2 awaits · 1 cycle`);
  expect(await rowOf(vscode, 'handleOrder').locator('.codicon-warning').count()).toBe(1);
});

test('detaching closes the inspector, and the service lives on', async () => {
  expect(await server.inspectorUrl()).not.toBeNull();
  await vscode.palette('Loopscope: Detach');
  await eventually(() => rows(vscode)).toEqual([]);
  await vscode.view('Pending Tasks').getByText('Attach to Process...').waitFor();
  await eventually(() => server.inspectorUrl()).toBeNull();
});
