// An event loop that is blocked, in a real VS Code: it is seen while it lasts, can be stopped, and can be recorded.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import { attachByPalette, eventually, ownStatus, rowOf, rows, warns } from './tree.ts';

const workspace = new Workspace('shop');
let server: TargetProcess;
let vscode: Vscode;

beforeAll(async () => {
  server = await workspace.start('server.js');
  vscode = await startVscode({ workspaceFolder: workspace.folder });
  await vscode.openContainer('Loopscope');
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'browse').waitFor();
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

const loopLine = workspace.positionOf('server.js', 'while', 'while (performance').line;

test('a recording that is cancelled leaves nothing', async () => {
  await startRecording('60');
  const progress = vscode.toasts('Recording a CPU profile of server.js');
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await eventually(() => vscode.toasts().count()).toBe(0);
  expect(await vscode.quickInput.count()).toBe(0);
});

test('a CPU profile is saved and opened, and its long turns lead to the source', async () => {
  await startRecording('5');
  await server.order('block', 400);
  // The dialog of an editor in a browser asks for the path in a text field.
  await eventually(() => vscode.quickInput.inputValue().catch(() => '')).toMatch(/\.cpuprofile$/);
  await vscode.page.keyboard.press('Enter');
  await vscode.activeTab('.cpuprofile').waitFor();
  const toast = vscode.toasts('1 turn of the event loop took longer than 100 ms');
  await toast.getByRole('button', { name: 'Show Long Turns' }).click();
  const turn = vscode.quickPickRows('scoreBaskets').first();
  await turn.waitFor();
  expect(await turn.innerText()).toMatch(/^(39\d|4\d\d) ms/);
  await turn.click();
  await vscode.activeTab(/^server\.js$/).waitFor();
  await eventually(async () => Math.abs((await vscode.cursor()).line - loopLine)).toBeLessThan(4);
});

test('while a block lasts one sees that it lasts, and where', async () => {
  await server.order('block', 120_000);
  await vscode.statusBar(/blocked for \d+ s/).waitFor();
  expect(await warns(vscode)).toBe(true);
  await eventually(async () => (await rows(vscode))[0]).toMatch(
    new RegExp(
      `^server\\.js ${server.pid} · blocked for \\d+ s · scoreBaskets \\(server\\.js:\\d+\\)`,
    ),
  );
});

test('what blocks is stopped after a confirmation that says what that does', async () => {
  await ownStatus(vscode).click();
  await vscode.pick('Stop the Blocking Code...');
  const dialog = vscode.page.locator('.monaco-dialog-box', {
    hasText: 'Stop the code that blocks',
  });
  await dialog.waitFor();
  const text = await dialog.innerText();
  expect(text).toContain('scoreBaskets (server.js:');
  expect(text).toContain('no catch and no finally of it runs');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await eventually(() => dialog.count()).toBe(0);
  await vscode.statusBar(/blocked for/).waitFor();

  await vscode.palette('Loopscope: Stop the Blocking Code...');
  await dialog.getByRole('button', { name: 'Stop the Code' }).click();
  await vscode.toasts('What blocked server.js was stopped').waitFor();
  await vscode.statusBar(/\d ms/).waitFor();
  // It goes on: it answers.
  expect(await server.inspectorUrl()).not.toBeNull();
  await vscode.palette('Notifications: Clear All Notifications');
});

test('nothing is stopped when nothing blocks', async () => {
  await vscode.palette('Loopscope: Stop the Blocking Code...');
  await vscode.toasts('Nothing blocks an event loop now.').waitFor();
  await vscode.palette('Notifications: Clear All Notifications');
});

async function startRecording(seconds: string): Promise<void> {
  await vscode.palette('Loopscope: Record CPU Profile...');
  await vscode.page.locator('.quick-input-message', { hasText: '5 to 60' }).waitFor();
  await vscode.quickInput.fill('3');
  await vscode.page.locator('.quick-input-message', { hasText: 'A number of seconds' }).waitFor();
  await vscode.quickInput.fill(seconds);
  await vscode.page.keyboard.press('Enter');
  await vscode.toasts('Recording a CPU profile of server.js').waitFor();
}
