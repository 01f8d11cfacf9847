// A program that names its functions and files after everything a page must not obey.
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { OpenedPage, Watched } from './opened-page.ts';

let browser: Browser;
let watched: Watched;
let opened: OpenedPage;

beforeAll(async () => {
  browser = await startBrowser();
  watched = await Watched.start('hostile.cjs');
  opened = await OpenedPage.open(browser, watched.url);
  await opened.ready();
});

afterAll(async () => {
  await browser?.close();
  await watched?.[Symbol.asyncDispose]();
});

/** Control characters but for line breaks, and what turns text around. */
const invisible = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;

const wasObeyed = () =>
  opened.page.evaluate(() => ({
    hacked: 'hacked' in globalThis,
    elements: document.querySelectorAll('img, iframe, object, embed').length,
    scripts: document.scripts.length,
  }));
const unharmed = { hacked: false, elements: 0, scripts: 1 };

test('names are text in the table', async () => {
  await opened.view('Tasks');
  await opened.row('<img src=x onerror=').first().waitFor();
  const rows = await opened.page.locator('ls-rows').innerText();
  expect(rows).toContain('<img src=x onerror="globalThis.hacked=1">');
  expect(rows).toContain('</script><script>');
  expect(await wasObeyed()).toEqual(unharmed);
});

test('what cannot be seen, or turns text around, is written out', async () => {
  const text = await opened.page.locator('body').innerText();
  expect(text).toContain(String.raw`user\u{202e}gpj.exe\u{202c}`);
  expect(text).toContain(String.raw`a\u{0}b\u{1b}[31mc⏎d\u{2028}e`);
  expect(text).not.toMatch(invisible);
});

test('a name of a megabyte is cut', async () => {
  const row = opened.row('fffffff');
  await row.waitFor();
  expect((await row.innerText()).length).toBeLessThan(2_000);
  const whole = await opened.page.evaluate(() => document.documentElement.outerHTML.length);
  expect(whole).toBeLessThan(300_000);
});

test('stacks, tooltips, boxes and findings obey nothing either', async () => {
  await opened.row('<img src=x onerror=').first().click();
  await opened.page.getByLabel('The chosen stack').waitFor();
  await opened.page.getByLabel('Internal frames').check();
  await opened.view('Findings');
  await opened.page.locator('.finding', { hasText: '<img src=x' }).first().waitFor();
  await opened.view('Waits on Whom');
  await opened.view('Loop');
  expect(await wasObeyed()).toEqual(unharmed);
  expect(opened.complaints).toEqual([]);
});

test('Markdown for a chat has no markup of theirs', async () => {
  await opened.page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await expect.poll(() => opened.clipboard(), { timeout: 30_000 }).toContain('## Loopscope');
  const text = await opened.clipboard();
  const outsideCode = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  expect(outsideCode).not.toMatch(/(?<!\\)<img|(?<!\\)<\/?script/);
  expect(text).not.toMatch(invisible);
});

test('the report obeys nothing', async () => {
  const path = await opened.exportReport();
  const report = await OpenedPage.open(browser, pathToFileURL(path).href, { offline: true });
  await report.page.getByText('This is a report').waitFor();
  await report.view('Tasks');
  await report.row('<img src=x onerror=').first().waitFor();
  const hacked = await report.page.evaluate(() => 'hacked' in globalThis);
  expect(hacked).toBe(false);
  expect(report.complaints).toEqual([]);
  await report.close();
});
