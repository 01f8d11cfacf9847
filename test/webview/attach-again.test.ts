// A page whose target is lost: what was seen stays, and where there is a way back, the page offers it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { nodeBinary } from '../support/node-versions.ts';
import { Wire } from '../support/wire.ts';
import { fixtures, OpenedPage, Watched } from './opened-page.ts';

const children = new Set<ChildProcess>();
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  for (const child of children) child.kill('SIGKILL');
});

/** A program with an open inspector, and where that is. */
async function startInspected(port = 0): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    nodeBinary(22),
    [`--inspect=127.0.0.1:${port}`, join(fixtures, 'waiting.cjs')],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  children.add(child);
  const [said] = (await once(child.stderr, 'data')) as [Buffer];
  await once(child.stdout, 'data');
  return { child, port: Number(/127\.0\.0\.1:(\d+)/.exec(said.toString())?.[1]) };
}

const again = (opened: OpenedPage) => opened.page.getByRole('button', { name: 'Attach again' });
const liveButton = (opened: OpenedPage) => opened.page.getByRole('button', { name: 'Live' });

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

test('after a lost connection it goes on with what it had', async () => {
  const { port } = await startInspected();
  using wire = await Wire.start(port);
  await using watched = await Watched.of(`127.0.0.1:${wire.port}`);
  const opened = await OpenedPage.open(browser, watched.url);
  await opened.ready();
  const finished = () =>
    opened.received('loop').blocks.filter(({ ongoing, finding }) => !ongoing && finding !== null);
  await expect.poll(() => finished().length, { timeout: 30_000 }).toBeGreaterThan(0);
  const before = opened.received('loop');

  wire.cut();
  const alert = opened.page.getByRole('alert');
  await alert.getByText(/The connection to 127\.0\.0\.1:\d+ was lost/).waitFor();
  await alert.getByText(/What was seen until then stays/).waitFor();
  // Nothing is there yet: it says so, and offers it still.
  await again(opened).click();
  await alert.getByText(/Nothing listens at/).waitFor();
  await opened.page.locator('.block-button').first().waitFor();

  await wire.mend();
  await again(opened).click();
  await liveButton(opened).waitFor();
  expect(await alert.count()).toBe(0);
  await expect.poll(() => opened.received('loop').resumedAt.length, { timeout: 30_000 }).toBe(1);
  const now = opened.received('loop');
  expect(now.samples.time.slice(0, before.samples.time.length)).toEqual(before.samples.time);
  expect(now.samples.time.at(-1)).toBeGreaterThan(before.samples.time.at(-1) ?? 0);
  const ids = now.blocks.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  expect(now.blocks[0]).toEqual(before.blocks[0]);
  await opened.view('Tasks');
  await opened.row('takeConnection').waitFor();
  await opened.close();
});

test('at its address another process may answer after the first has exited', async () => {
  const first = await startInspected();
  await using watched = await Watched.of(`127.0.0.1:${first.port}`);
  const opened = await OpenedPage.open(browser, watched.url);
  await opened.ready();
  await kill(first.child);
  await opened.page.getByRole('alert').getByText(`Process ${first.child.pid} has exited`).waitFor();
  const second = await startInspected(first.port);
  await again(opened).click();
  await opened.page.getByText(`process ${second.child.pid}`).waitFor();
  await liveButton(opened).waitFor();
  // Once more: the state after an attach is like that after the first.
  await kill(second.child);
  await opened.page
    .getByRole('alert')
    .getByText(`Process ${second.child.pid} has exited`)
    .waitFor();
  await again(opened).waitFor();
  await opened.close();
});

test('a process that was named by its number and has exited is gone for good', async () => {
  await using watched = await Watched.start('waiting.cjs');
  const opened = await OpenedPage.open(browser, watched.url);
  await opened.ready();
  watched.target?.kill('SIGKILL');
  const alert = opened.page.getByRole('alert');
  await alert.getByText(/has exited\. It cannot be attached to again\. What was seen/).waitFor();
  expect(await again(opened).count()).toBe(0);
  await opened.close();
});
