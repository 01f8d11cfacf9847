// What happens after the attach, in a real VS Code: the tree follows, findings come up, the user is told.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import {
  appears,
  attachByPalette,
  clickRow,
  eventually,
  expand,
  ownStatus,
  rowOf,
  rows,
  warns,
} from './tree.ts';

const workspace = new Workspace('shop');
let server: TargetProcess;
let vscode: Vscode;

beforeAll(async () => {
  server = await workspace.start('server.js');
  // A machine that is busy with starting VS Code stops the target for some hundred milliseconds.
  const settings = { 'loopscope.stuckAfter': 2, 'loopscope.blockAfter': 1 };
  vscode = await startVscode({
    workspaceFolder: workspace.folder,
    settings,
    // All rows of three views: only those that are visible exist in the page.
    viewport: { width: 1400, height: 1500 },
  });
  await vscode.openContainer('Loopscope');
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

const place = (text: string) => `server.js:${workspace.positionOf('server.js', text, text).line}`;
const row = async (label: string) =>
  (await rows(vscode)).find((text) => text.trimStart().startsWith(`${label} `)) ?? '';
const findingRows = () => rows(vscode, 'Findings');

test('without a target, the empty findings say what to do', async () => {
  await vscode.view('Findings').getByText('Attach to Process...').waitFor();
});

test('new tasks appear by themselves, and what is open and selected stays so', async () => {
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'browse').waitFor();
  await vscode.view('Findings').getByText('Nothing is wrong so far.').waitFor();
  // For the first seconds, Loopscope does not know whether it can afford to see every new promise.
  const hover = vscode.page.locator('.monaco-hover', { hasText: 'Every new promise is seen' });
  await eventually(async () => {
    await rowOf(vscode, 'browse').hover();
    await rowOf(vscode, 'server.js').hover();
    return appears(hover.first(), 2000);
  }).toBe(true);
  await server.order('wait', 1);
  await rowOf(vscode, 'checkOut').waitFor();
  await expand(vscode, 'checkOut');
  await clickRow(vscode, 'takeBasket');
  await server.order('wait', 2);
  await eventually(() => row('checkOut')).toMatch(/^ {2}checkOut 3× · /);
  expect(await row('takeBasket')).toContain(place('await new Promise((resolve) => waiting'));
  expect(await rowOf(vscode, 'takeBasket').getAttribute('aria-selected')).toBe('true');
});

test('a hover stays while there is more to show, which is shown afterwards', async () => {
  const hover = vscode.page.locator('.monaco-hover:visible', { hasText: 'at async checkOut' });
  await eventually(async () => {
    await rowOf(vscode, 'browse').hover();
    await rowOf(vscode, 'takeBasket').hover();
    return appears(hover.first(), 2000);
  }).toBe(true);
  await server.order('wait', 1);
  // It is known for two seconds then, after one of which the tree would be drawn if nobody read.
  await vscode.statusBar('5 stuck').waitFor();
  expect(await hover.first().isVisible()).toBe(true);
  expect(await row('checkOut')).toMatch(/^ {2}checkOut 3× · /);
  await eventually(() => row('checkOut')).toMatch(/^ {2}checkOut 4× · /);
});

test('what waits for long is stuck, which is no warning by itself', async () => {
  await rowOf(vscode, 'checkOut').locator('.codicon-warning').waitFor();
  await eventually(() => row('server.js')).toContain('stuck at 2 awaits');
  await vscode.statusBar('5 stuck').waitFor();
  expect(await warns(vscode)).toBe(false);
});

test('while updates are paused the tree stands still', async () => {
  await vscode.palette('Loopscope: Pause Live Updates');
  await vscode.view('Pending Tasks').getByText('paused').waitFor();
  await server.order('serve');
  // The status bar goes on: four of the five are gone.
  await vscode.statusBar('1 stuck').waitFor();
  expect(await row('checkOut')).toMatch(/^ {2}checkOut 4× · /);
  await vscode.palette('Loopscope: Resume Live Updates');
  await eventually(() => row('checkOut')).toBe('');
});

test('an error that is found is told, and shown with its evidence and its place', async () => {
  const toast = vscode.toasts('The event loop was blocked by computing in scoreBaskets');
  // On a machine that is busy with other things, a block may be that machine's fault.
  await eventually(async () => {
    await server.order('block', 1500);
    return appears(toast, 5000);
  }).toBe(true);
  await eventually(() => warns(vscode)).toBe(true);
  await toast.getByRole('button', { name: 'Show' }).click();
  const [found] = await findingRows();
  expect(found).toMatch(/^Block: compute server\.js:\d+ · measured · since \d\d:\d\d:\d\d · The /);
  await eventually(findingRows).toSatisfy((now: string[]) =>
    ['advice', 'cause compute', 'rule cpu/loop', 'longest 1.5 s'].every((text) =>
      now.some((each) => each.trimStart().startsWith(text)),
    ),
  );
  await rowOf(vscode, 'Block: compute', 'Findings').locator('.codicon-error').waitFor();
  await clickRow(vscode, 'place', 'Findings');
  await vscode.activeTab('server.js').waitFor();
  const loop = workspace.positionOf('server.js', 'while', 'while (performance').line;
  await eventually(async () => Math.abs((await vscode.cursor()).line - loop)).toBeLessThan(3);
});

test('a kind that is muted is not told again', async () => {
  await server.order('lock');
  const toast = vscode.toasts('Deadlock');
  await vscode.palette('Loopscope: Refresh Pending Tasks');
  await toast.waitFor();
  await toast.getByRole('button', { name: 'Mute' }).click();
  await vscode.statusBar('Muted: Await cycle').waitFor();
  await server.order('lockStock');
  await vscode.palette('Loopscope: Refresh Pending Tasks');
  const cycles = async () =>
    (await findingRows()).filter((each) => /^Await cycle server\.js:\d+ · proven/.test(each));
  await eventually(async () => (await cycles()).length).toBe(2);
  expect(await toast.count()).toBe(0);
});

test('the menu behind the status bar says what can be done', async () => {
  await ownStatus(vscode).click();
  await vscode.quickPickRows('Show Findings').getByText('3 findings').waitFor();
  await vscode.pick('Show Pending Tasks');
  await rowOf(vscode, 'browse').waitFor();
});

test('findings are copied as text', async () => {
  await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await vscode.palette('Loopscope: Copy All Findings as Text');
  await vscode.statusBar('Copied the findings').waitFor();
  const text = await vscode.page.evaluate<string>('navigator.clipboard.readText()');
  expect(text).toMatch(new RegExp(`^server\\.js · process ${server.pid}\n\nAwait cycle\n`));
  expect(text).toContain(`${workspace.folder}/server.js:`);
});

test('when nothing is followed, the empty findings offer it', async () => {
  workspace.writeSettings({ 'loopscope.live.enabled': false });
  await vscode.view('Findings').getByText('Follow What Happens').click();
  await vscode.view('Findings').getByText('Nothing is wrong so far.').waitFor();
});
