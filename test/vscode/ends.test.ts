// How an attachment begins and ends, in a real VS Code: cancelled, lost and begun again, over with its process.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { Wire } from '../support/wire.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import { attachByPalette, eventually, inlineAction, rowOf, rows } from './tree.ts';

const workspace = new Workspace('shop');
let server: TargetProcess;
let vscode: Vscode;

/** More different stacks than a person wants to see at once. */
const stacks = 230;
workspace.write(
  'many.js',
  [
    "'use strict';",
    'const waiting = [];',
    ...Array.from(
      { length: stacks },
      (_, index) =>
        `async function job${index}() { await new Promise((resolve) => waiting.push(resolve)); }`,
    ),
    ...Array.from({ length: stacks }, (_, index) => `job${index}();`),
    "process.on('message', () => process.send({ inspector: null }));",
  ].join('\n'),
);

/** As in a container whose inspector is open: reached only through a wire. */
workspace.write(
  'inspected.js',
  [
    "'use strict';",
    "const inspector = require('node:inspector');",
    "inspector.open(0, '127.0.0.1');",
    'async function receive() { await new Promise((resolve) => process.on("exit", resolve)); }',
    'receive();',
    "process.on('message', () => process.send({ inspector: inspector.url() }));",
  ].join('\n'),
);

beforeAll(async () => {
  server = await workspace.start('server.js');
  vscode = await startVscode({ workspaceFolder: workspace.folder });
  await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await vscode.openContainer('Loopscope');
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

test('an attach that takes too long can be cancelled, and leaves nothing behind', async () => {
  const connections = new Set<Socket>();
  const silent = createServer((socket) => {
    connections.add(socket.on('error', () => {}).resume());
    socket.on('close', () => connections.delete(socket));
  });
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  try {
    await vscode.palette('Loopscope: Attach to Address...');
    await vscode.quickInput.fill(`127.0.0.1:${port}`);
    await vscode.page.keyboard.press('Enter');
    await eventually(() => rows(vscode)).toEqual([`127.0.0.1:${port} attaching…`]);
    const progress = vscode.toasts('Attaching to 127.0.0.1');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await eventually(() => rows(vscode)).toEqual([]);
    await eventually(() => vscode.toasts().count()).toBe(0);
    await eventually(() => connections.size).toBe(0);
  } finally {
    silent.close();
  }
});

test('all that is pending is copied as text', async () => {
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'browse').waitFor();
  await vscode.palette('Loopscope: Copy All as Text');
  await vscode.statusBar('Copied the pending tasks').waitFor();
  const text = await vscode.page.evaluate<string>('navigator.clipboard.readText()');
  expect(text).toMatch(new RegExp(`^server\\.js · process ${server.pid} · \\d{4}-`));
  expect(text).toContain(`at async browse (${workspace.folder}/server.js:`);
});

test('a connection that is lost is said to be, and begun again on request', async () => {
  await server.order('closeInspector');
  const toast = vscode.toasts('The inspector of process');
  await toast.waitFor();
  await eventually(() => rows(vscode)).toContain(`server.js ${server.pid} · inspector closed`);
  await inlineAction(vscode, 'server.js', 'Attach Again');
  await eventually(() => rows(vscode)).toContain(`server.js ${server.pid} · 1 task`);
  expect(await server.inspectorUrl()).not.toBeNull();
  await vscode.palette('Notifications: Clear All Notifications');
});

test('a network that is lost is said to be, and attaching again works when it is back', async () => {
  const inspected = await workspace.start('inspected.js');
  const { port } = new URL((await inspected.inspectorUrl()) ?? '');
  using wire = await Wire.start(Number(port));
  const address = `127.0.0.1:${wire.port}`;
  await vscode.palette('Loopscope: Attach to Address...');
  await vscode.quickInput.fill(address);
  await vscode.page.keyboard.press('Enter');
  await eventually(() => rows(vscode)).toContain(`inspected.js ${inspected.pid} · 1 task`);

  wire.cut();
  const toast = vscode.toasts(
    `The connection to ${address} was lost, and it does not answer again`,
  );
  await toast.waitFor();
  await eventually(() => rows(vscode)).toContain(`inspected.js ${inspected.pid} · connection lost`);
  await wire.mend();
  await toast.getByRole('button', { name: 'Attach Again' }).click();
  await eventually(() => rows(vscode)).toContain(`inspected.js ${inspected.pid} · 1 task`);

  // Cut for a moment only: that is told too, as what happened meanwhile was not seen.
  wire.cut();
  await wire.mend();
  await vscode.toasts('but the target answers again').waitFor();
  await inlineAction(vscode, 'inspected.js', 'Remove from List');
  await vscode.palette('Notifications: Clear All Notifications');
});

test('a process that exits says with which code', async () => {
  await server.order('exit', 7);
  await eventually(() => rows(vscode)).toContain(`server.js ${server.pid} · exited with code 7`);
  expect(await vscode.toasts().count()).toBe(0);
  await inlineAction(vscode, 'server.js', 'Remove from List');
  await eventually(() => rows(vscode)).toEqual([]);
});

test('very many stacks are shown in steps', async () => {
  const many = await workspace.start('many.js');
  await attachByPalette(vscode, many.pid);
  await rowOf(vscode, 'many.js').waitFor();
  // Only the rows that are in sight exist.
  const last = async () => {
    await vscode.page.keyboard.press('End');
    return (await rows(vscode)).at(-1);
  };
  await eventually(last).toBe(`  … ${stacks - 200} more groups`);
  await vscode.treeRows('Pending Tasks', 'more groups').locator('.label-name').click();
  await eventually(last).toMatch(/^ {2}job\d+ /);
});
