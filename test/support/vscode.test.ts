// Shows that the harness drives a real VS Code, with a small extension made for it.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { startVscode, type Vscode } from './vscode.ts';

const folder = mkdtempSync(join(tmpdir(), 'loopscope-harness-'));
let vscode: Vscode;

beforeAll(async () => {
  const workspaceFolder = join(folder, 'workspace');
  const vsix = packageProbe(join(folder, 'probe'));
  mkdirSync(workspaceFolder);
  writeFileSync(join(workspaceFolder, 'app.js'), 'first();\nsecond();\n  third();\n');
  const settings = { 'probe.greeting': 'hello from settings' };
  vscode = await startVscode({ workspaceFolder, vsix, settings });
});

afterAll(async () => {
  await vscode?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('runs a command, answers its quick pick and reads its toast', async () => {
  await vscode.palette('Probe: Greet');
  await vscode.quickPickRows('Beta').waitFor();
  expect(await vscode.quickPickRows().count()).toBe(2);
  await vscode.pick('Beta');
  await vscode.toasts('hello from settings: Beta').waitFor();
});

test('reads the rows of a tree, and a click lands on the line', async () => {
  await vscode.openContainer('Probe');
  await vscode.openContainer('Probe');
  await vscode.treeRows('Numbers', 'one').waitFor();
  expect(await vscode.treeRows('Numbers').count()).toBe(2);
  await vscode.treeRows('Numbers', 'two').click();
  await vscode.activeTab('app.js').waitFor();
  await expect.poll(() => vscode.cursor()).toEqual({ line: 3, column: 3 });
  await vscode.statusBar('probe is on').waitFor();
});

test('makes a screenshot', async () => {
  expect(existsSync(await vscode.screenshot('harness'))).toBe(true);
});

test('leaves no process behind', async () => {
  expect(processesOfGroup(vscode.pid).length).toBeGreaterThan(1);
  await vscode.dispose();
  await vscode.dispose();
  await expect.poll(() => processesOfGroup(vscode.pid)).toEqual([]);
});

function packageProbe(probe: string): string {
  const manifest = {
    name: 'probe',
    publisher: 'loopscope-tests',
    version: '0.0.1',
    engines: { vscode: '^1.91.0' },
    main: 'main.js',
    activationEvents: ['onStartupFinished'],
    contributes: {
      commands: [{ command: 'probe.greet', title: 'Greet', category: 'Probe' }],
      configuration: { properties: { 'probe.greeting': { type: 'string', default: 'hello' } } },
      viewsContainers: { activitybar: [{ id: 'probe', title: 'Probe', icon: 'icon.svg' }] },
      views: { probe: [{ id: 'probe.numbers', name: 'Numbers' }] },
    },
  };
  mkdirSync(probe);
  writeFileSync(join(probe, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(probe, 'main.js'), probeSource);
  writeFileSync(join(probe, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const out = join(probe, 'probe.vsix');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', out];
  execFileSync(process.execPath, [vsce, 'package', ...flags], { cwd: probe, stdio: 'pipe' });
  return out;
}

const probeSource = `
const vscode = require('vscode');
exports.activate = (context) => {
  vscode.window.setStatusBarMessage('probe is on');
  const at = (line, column) => new vscode.Range(line, column, line, column);
  const open = (selection) => ({
    command: 'vscode.open',
    title: 'Open',
    arguments: [
      vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, 'app.js'),
      { selection },
    ],
  });
  context.subscriptions.push(
    vscode.commands.registerCommand('probe.greet', async () => {
      const picked = await vscode.window.showQuickPick(['Alpha', 'Beta']);
      const greeting = vscode.workspace.getConfiguration('probe').get('greeting');
      await vscode.window.showInformationMessage(greeting + ': ' + picked);
    }),
    vscode.window.registerTreeDataProvider('probe.numbers', {
      getChildren: (parent) => (parent ? [] : ['one', 'two']),
      getTreeItem: (name) =>
        Object.assign(new vscode.TreeItem(name), { command: open(at(2, 2)) }),
    }),
  );
};
`;

function processesOfGroup(group: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        // After the command, which may hold spaces. A zombie (Z) only waits to be reaped.
        const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return Number(itsGroup) === group && state !== 'Z';
      } catch {
        return false;
      }
    });
}
