// Attaching that fails, several processes at once, and a process that ends, in a real VS Code.
import { spawn } from 'node:child_process';
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
let worker: TargetProcess;
let vscode: Vscode;

beforeAll(async () => {
  server = await workspace.start('server.js');
  worker = await workspace.start('worker.js');
  vscode = await startVscode({ workspaceFolder: workspace.folder });
  await vscode.openContainer('Loopscope');
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

async function attachToAddress(text: string): Promise<void> {
  await vscode.palette('Loopscope: Attach to Address...');
  await vscode.quickInput.fill(text);
  await vscode.page.keyboard.press('Enter');
}

async function dismissToasts(): Promise<void> {
  await vscode.palette('Notifications: Clear All Notifications');
  await eventually(() => vscode.toasts().count()).toBe(0);
}

test('an address is checked while it is typed', async () => {
  await vscode.palette('Loopscope: Attach to Address...');
  await vscode.quickInput.fill('not an address');
  await vscode.page.locator('.quick-input-message', { hasText: 'not an address' }).waitFor();
  await vscode.page.keyboard.press('Escape');
});

test('a process that does not exist is said to be missing, with a way out', async () => {
  await attachToAddress('4194399');
  const toast = vscode.toasts('4194399');
  await toast.waitFor();
  expect(await toast.innerText()).toMatch(/no process/i);
  await toast.getByText('Attach to Address…').waitFor();
  await eventually(() => rows(vscode)).toEqual([]);
  await dismissToasts();
});

test('a process that is not Node is left alone', async () => {
  const sleeping = spawn('sleep', ['300']);
  try {
    await attachToAddress(String(sleeping.pid));
    await vscode.toasts(/is not Node\.js/).waitFor();
    await eventually(() => rows(vscode)).toEqual([]);
    expect(sleeping.exitCode ?? sleeping.signalCode).toBeNull();
  } finally {
    sleeping.kill();
  }
  await dismissToasts();
});

test('another machine is asked for first', async () => {
  await attachToAddress('192.0.2.1:9229');
  const dialog = vscode.page.locator('.monaco-dialog-box', { hasText: '192.0.2.1' });
  await dialog.waitFor();
  expect(await dialog.innerText()).toContain('neither password nor encryption');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await eventually(() => rows(vscode)).toEqual([]);
  // Nobody is told of what he has just decided.
  await eventually(() => vscode.toasts().count()).toBe(0);
});

test('several processes are attached at once', async () => {
  await clickRow(vscode, 'server.js', 'Processes');
  await rowOf(vscode, 'handleOrder').waitFor();
  await attachByPalette(vscode, worker.pid);
  await rowOf(vscode, 'nextJob').waitFor();
  const targets = (await rows(vscode)).filter((row) => !row.startsWith(' '));
  expect(targets).toEqual([
    `server.js ${server.pid} · 4 tasks · 1 cycle`,
    `worker.js ${worker.pid} · 1 task`,
  ]);
  await vscode.statusBar('2 processes').waitFor();
  const attached = (await rows(vscode, 'Processes')).filter((row) => row.includes('attached'));
  expect(attached).toHaveLength(2);
});

test('a pause above the limit is asked for, and the tree offers it again', async () => {
  workspace.writeSettings({ 'loopscope.survey.maxPause': 0 });
  const dialog = vscode.page.locator('.monaco-dialog-box', { hasText: 'Stop worker.js for about' });
  // The editor needs a moment to read the file; until then a refresh does not ask.
  await eventually(async () => {
    await inlineAction(vscode, 'worker.js', 'Refresh Pending Tasks');
    return appears(dialog, 2000);
  }).toBe(true);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await eventually(() => rows(vscode)).toContain(
    `worker.js ${worker.pid} · 1 task · not refreshed`,
  );

  await clickRow(vscode, 'Refresh again');
  await dialog.getByRole('button', { name: 'Pause and Collect' }).click();
  await eventually(() => rows(vscode)).toContain(`worker.js ${worker.pid} · 1 task`);
});

test('a process that ends is gone, with the reason, and can be removed', async () => {
  server.kill();
  await rowOf(vscode, 'server.js').locator('.codicon-debug-disconnect').waitFor();
  expect(await rows(vscode)).toContain(`server.js ${server.pid} · exited`);
  await vscode.treeRows('Pending Tasks', `Process ${server.pid} has exited`).waitFor();
  // What was pending when it ended can still be looked at.
  await expand(vscode, 'handleOrder');
  await rowOf(vscode, 'Pool.take').waitFor();
  await vscode.statusBar('worker.js').waitFor();
  await inlineAction(vscode, 'server.js', 'Remove from List');
  await eventually(async () => (await rows(vscode)).length).toBe(2);
});

test('closing the editor detaches: the service lives and its inspector is closed', async () => {
  expect(await worker.inspectorUrl()).not.toBeNull();
  await vscode.page.goto('about:blank');
  await vscode.dispose();
  // Sooner than the ten seconds after which the agent would give up by itself.
  await expect.poll(() => worker.inspectorUrl(), { timeout: 3000 }).toBeNull();
});
