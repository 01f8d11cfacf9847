// The language server in a real VS Code: findings, the way to them, fixes, fix-all on save, configuration.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { eventually } from './tree.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-editor-')));
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

const bad = `export async function load(getUser, getOrders) {
  return Promise.all([await getUser(), await getOrders()]);
}
`;
const good = bad.replaceAll('await ', '');

write(
  'server.js',
  `import { createServer } from 'node:http';
import { render } from './render.js';

createServer((request, response) => {
  response.end(render());
}).listen(8080);
`,
);
const blocking = `import { readFileSync } from 'node:fs';

export function render() {
  return readFileSync('page.html', 'utf8');
}
`;
write('render.js', blocking);
write('quick.js', bad);
write('saved.js', bad);
write('closed.js', bad);

let vscode: Vscode;

beforeAll(async () => {
  vscode = await startVscode({
    workspaceFolder: folder,
    settings: { 'editor.codeActionsOnSave': { 'source.fixAll.loopscope': 'explicit' } },
  });
});

afterAll(async () => {
  await vscode?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const squiggles = () => vscode.page.locator('.editor-group-container.active .squiggly-warning');
const problems = (text: string) =>
  vscode.page.locator('.markers-panel .monaco-list-row', { hasText: text });

async function goTo(line: number, column: number): Promise<void> {
  await vscode.page.keyboard.press('Control+G');
  await vscode.quickInput.fill(`:${line}:${column}`);
  await vscode.page.keyboard.press('Enter');
  await eventually(() => vscode.cursor()).toEqual({ line, column });
}

/** Opens the menu of the light bulb where the cursor is, and takes its first entry, which must be this one. */
async function chooseAction(title: string): Promise<void> {
  const action = vscode.page.locator('.action-widget .monaco-list-row', {
    hasText: title,
  });
  // Asked for too early, the editor says that there is none.
  for (let attempt = 0; attempt < 5 && !(await action.isVisible()); attempt++) {
    await vscode.page.keyboard.press('Escape');
    await vscode.page.keyboard.press('Control+.');
    await action.waitFor({ timeout: 3000 }).catch(() => {});
  }
  await vscode.screenshot(`lint-quick-fix-${title.split(' ')[0]?.toLowerCase()}`);
  await vscode.page.keyboard.press('Enter');
}

test('a finding is shown, and the way by which the loop gets there opens', async () => {
  await vscode.openFile('render.js');
  await squiggles().first().waitFor();
  await vscode.palette('View: Focus Problems');
  await problems('readFileSync').first().waitFor();
  const step = problems('called in').first();
  await step.waitFor();
  await step.dblclick();
  await vscode.activeTab('server.js').waitFor();
  await eventually(async () => (await vscode.cursor()).line).toBe(5);
  await vscode.screenshot('lint-related-path');
});

test('a quick-fix is offered and applied', async () => {
  await vscode.openFile('quick.js');
  await squiggles().first().waitFor();
  await goTo(2, 25);
  await chooseAction('Remove await');
  await eventually(() => squiggles().count()).toBe(0);
  await vscode.page.keyboard.press('Control+S');
  await eventually(() => read('quick.js')).toBe(good);
});

test('a fix of several files is looked at before it is applied', async () => {
  await vscode.openFile('render.js');
  await squiggles().first().waitFor();
  await goTo(4, 12);
  await chooseAction('Await readFile');
  const preview = vscode.page.locator('.bulk-edit-panel');
  await preview.waitFor();
  await preview.locator('.monaco-list-row', { hasText: 'server.js' }).first().waitFor();
  await vscode.screenshot('lint-refactor-preview');
  expect(read('render.js')).toContain('return readFileSync');
  // Both files and each change of them are ticked: what asks for the preview is not among them.
  const files = preview.locator('.monaco-list-row[aria-level="1"]');
  await eventually(() => files.count()).toBe(2);
  const boxes = preview.locator('.monaco-list-row').getByRole('checkbox');
  const ticked = async () =>
    Promise.all((await boxes.all()).map((box) => box.getAttribute('aria-checked')));
  await eventually(async () => [...new Set(await ticked())]).toEqual(['true']);
  await preview.getByRole('button', { name: 'Apply' }).click();
  await preview.waitFor({ state: 'hidden' });
  await vscode.palette('File: Save All Files');
  await eventually(() => [read('render.js'), read('server.js')]).toEqual([
    `import { readFile } from 'node:fs/promises';

export async function render() {
  return await readFile('page.html', 'utf8');
}
`,
    `import { createServer } from 'node:http';
import { render } from './render.js';

createServer(async (request, response) => {
  response.end(await render());
}).listen(8080);
`,
  ]);
  // What is written before the editor has seen the end of its own saving, it takes for that.
  await eventually(() => vscode.page.locator('.tab.dirty').count()).toBe(0);
  write('render.js', blocking);
});

test('all safe fixes are applied when a file is saved', async () => {
  await vscode.openFile('saved.js');
  await squiggles().first().waitFor();
  await goTo(3, 2);
  await vscode.page.keyboard.type(' ');
  await vscode.page.keyboard.press('Control+S');
  await eventually(() => read('saved.js').trimEnd()).toBe(good.trimEnd());
});

test('the workspace is linted by a command, also what is not open', async () => {
  await vscode.palette('Loopscope: Lint Workspace');
  await problems('closed.js').first().waitFor();
});

test('a change of the configuration takes effect', async () => {
  await vscode.openFile('render.js');
  await squiggles().first().waitFor();
  write('loopscope.config.json', '{ "rules": { "block": "off" } }');
  await eventually(() => squiggles().count()).toBe(0);
  write('loopscope.config.json', '{}');
  await squiggles().first().waitFor();
});
