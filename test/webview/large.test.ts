// A hundred thousand stacks, an hour of samples and five hundred blocks: the page stays usable.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { MadeUpPage } from '../support/made-up-page.ts';
import { whileLooking, whileScrolling } from './frame-times.ts';
import { OpenedPage } from './opened-page.ts';

/** Milliseconds; generous, for machines that do other things as well. bench/webview.ts measures. */
const stillSmooth = 150;

let browser: Browser;
let madeUp: MadeUpPage;
let opened: OpenedPage;

beforeAll(async () => {
  browser = await startBrowser();
  madeUp = await MadeUpPage.start({ groups: 100_000, seconds: 3_600, blocks: 500 });
  opened = await OpenedPage.open(browser, madeUp.server.url);
  await opened.ready();
});

afterAll(async () => {
  await browser?.close();
  await madeUp?.[Symbol.asyncDispose]();
});

test('an hour of samples is drawn, and moves', async () => {
  await opened.page.getByRole('button', { name: '1 h' }).click();
  await opened.page.getByRole('button', { name: 'Zoom in' }).click();
  await opened.page.getByRole('button', { name: 'Earlier' }).click();
  const { loop } = await opened.freeze();
  expect(loop.samples.time).toHaveLength(3_601);
  expect(loop.blocks).toHaveLength(500);
  await opened.page.getByRole('button', { name: 'Frozen' }).click();
});

test('a hundred thousand rows scroll, and only those in sight exist', async () => {
  await opened.view('Tasks');
  await opened.page.getByRole('grid').waitFor();
  expect(await opened.page.getByRole('grid').getAttribute('aria-rowcount')).toBe('100001');
  const { median } = await whileScrolling(opened.page, 60);
  expect(median).toBeLessThan(stillSmooth);
  expect(await opened.page.locator('ls-rows [role=row]').count()).toBeLessThan(60);
});

test('the end of the table is the end', async () => {
  await opened.page.getByRole('grid').focus();
  await opened.page.keyboard.press('End');
  await opened.page.locator('[aria-rowindex="100001"]').waitFor();
});

test('they are found and sorted', async () => {
  await opened.page.getByRole('searchbox').fill('await99999');
  await opened.page.getByText('1 stack of 100,000').waitFor();
  await opened.row('await99999').waitFor();
  await opened.page.getByRole('searchbox').fill('');
  await opened.page.getByRole('columnheader', { name: 'Function' }).getByRole('button').click();
  await opened.row('await0').first().waitFor();
});

test('all of them are in the forest', async () => {
  const tasks = Array.from({ length: 100_000 }, (_, index) => 1 + (index % 9));
  const total = tasks.reduce((sum, count) => sum + count, 0).toLocaleString('en-US');
  await opened.page
    .getByRole('treeitem', { name: new RegExp(`^All tasks, ${total} tasks`) })
    .waitFor();
  expect(await opened.page.getByRole('treeitem').count()).toBeLessThan(3_000);
});

test('new pictures do not stop it', async () => {
  const ticking = setInterval(() => madeUp.tick(), 1_000);
  const { median } = await whileLooking(opened.page, 4_000);
  clearInterval(ticking);
  expect(median).toBeLessThan(stillSmooth);
  expect(opened.complaints).toEqual([]);
});
