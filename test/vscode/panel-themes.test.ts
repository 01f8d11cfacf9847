// The inspector panel in the themes of a real VS Code: everybody can use every view.
import type { Frame, FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { startVscode, type Vscode } from '../support/vscode.ts';
import { type TargetProcess, Workspace } from './target-process.ts';
import { attachByPalette, eventually, rowOf } from './tree.ts';

const workspace = new Workspace('shop');
let server: TargetProcess;
let vscode: Vscode;
let panel: FrameLocator;

beforeAll(async () => {
  server = await workspace.start('server.js');
  await server.order('lock');
  vscode = await startVscode({ workspaceFolder: workspace.folder });
  await vscode.openContainer('Loopscope');
  await attachByPalette(vscode, server.pid);
  await rowOf(vscode, 'browse').waitFor();
  await vscode.palette('Loopscope: Open Inspector Panel');
  panel = vscode.webview;
  await panel.locator('ls-time-chart').first().waitFor();
  await server.order('block', 600);
  await panel.locator('.block-button').first().click();
});

afterAll(async () => {
  await vscode?.dispose();
  workspace.dispose();
});

/** The innermost document of the panel. */
async function frameOf(): Promise<Frame> {
  const element = await panel.owner().elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('no panel is open');
  return frame;
}

test.each([
  ['Default Dark Modern', 'vscode-dark'],
  ['Default Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
])('in %s', async (theme, name) => {
  workspace.writeSettings({ 'workbench.colorTheme': theme });
  await eventually(() => panel.locator('body').getAttribute('class')).toMatch(
    new RegExp(`(^| )${name}( |$)`),
  );
  const found: string[] = [];
  for (const view of ['Loop', 'Tasks', 'Waits on Whom', 'Findings', 'Cost']) {
    await panel.getByRole('tab', { name: view }).click();
    if (view === 'Tasks') await panel.locator('ls-rows [role=row]').first().click();
    found.push(...(await violations(await frameOf())).map((line) => `${view}: ${line}`));
  }
  expect(found).toEqual([]);
});
