/** Reads and drives the trees of Loopscope as a person sees them. */
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Vscode } from '../support/vscode.ts';

const view = 'Pending Tasks';

/** Asks again until the answer is as expected: the editor draws when it has time. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- its callers await it
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

/** The visible rows, indented by their level: `label description`. */
export async function rows(vscode: Vscode, title = view): Promise<string[]> {
  const texts = await vscode.treeRows(title).evaluateAll((elements) =>
    elements
      .map((element) => ({
        index: Number(element.getAttribute('data-index')),
        level: Number(element.getAttribute('aria-level')),
        label: element.querySelector('.label-name')?.textContent ?? '',
        description: element.querySelector('.label-description')?.textContent ?? '',
      }))
      .sort((a, b) => a.index - b.index)
      .map(
        (row) =>
          `${'  '.repeat(Math.max(0, row.level - 1))}${`${row.label} ${row.description}`.trim()}`,
      ),
  );
  return texts.map((text) => text.replaceAll('\u00a0', ' '));
}

/** The row whose label is exactly this. */
export function rowOf(vscode: Vscode, label: string, title = view): Locator {
  const exactly = vscode.page.locator('.label-name', { hasText: new RegExp(`^${label}$`) });
  return vscode.treeRows(title).filter({ has: exactly }).first();
}

/** A click on the text of a row, as on its icon or its twistie other things happen. */
export async function clickRow(vscode: Vscode, label: string, title = view): Promise<void> {
  await rowOf(vscode, label, title).locator('.label-name').click();
}

/** Waits until the row can be opened, as its children may still be on their way. */
export async function expand(vscode: Vscode, label: string): Promise<void> {
  const row = rowOf(vscode, label);
  const expanded = () => row.getAttribute('aria-expanded');
  await eventually(expanded).not.toBeNull();
  if ((await expanded()) === 'false') await row.locator('.monaco-tl-twistie').click();
}

/** An inline action of a row, by the title of its command. */
export async function inlineAction(
  vscode: Vscode,
  label: string,
  action: string,
  title = view,
): Promise<void> {
  const row = rowOf(vscode, label, title);
  await row.hover();
  await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
}

/** The item of Loopscope in the status bar. */
export function ownStatus(vscode: Vscode): Locator {
  return vscode.page.locator('.statusbar-item[id^="loopscope."]');
}

/** Whether it stands out. */
export function warns(vscode: Vscode): Promise<boolean> {
  return ownStatus(vscode).evaluate((item) => item.classList.contains('warning-kind'));
}

/** Whether something comes into sight within so many milliseconds. */
export function appears(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** Attaches through the palette: types the pid, as a person who knows it from `ps` does. */
export async function attachByPalette(vscode: Vscode, pid: number): Promise<void> {
  await vscode.palette('Loopscope: Attach to Process...');
  await vscode.quickInput.fill(String(pid));
  await vscode.quickPickRows(String(pid)).first().waitFor();
  await vscode.page.keyboard.press('Enter');
}
