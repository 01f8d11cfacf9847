// The page in a real browser, on a real program: what it says is what was collected, and where it leads is right.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { fixtures, lineOf, OpenedPage, Watched } from './opened-page.ts';

const file = join(fixtures, 'waiting.cjs');
const patience = { timeout: 30_000, interval: 100 };

let browser: Browser;
let watched: Watched;
let opened: OpenedPage;

beforeAll(async () => {
  browser = await startBrowser();
  watched = await Watched.start('waiting.cjs', '--stuck-after', '4');
  opened = await OpenedPage.open(browser, watched.url);
  await opened.ready();
});

afterAll(async () => {
  await browser?.close();
  await watched?.[Symbol.asyncDispose]();
});

test('the token does not stay in the address, and a reload needs none', async () => {
  const { origin } = new URL(watched.url);
  const address = () => opened.page.evaluate('location.href');
  expect(await address()).toBe(`${origin}/`);
  const entries = await opened.page.evaluate('history.length');
  await opened.page.reload();
  await opened.ready();
  expect(await address()).toBe(`${origin}/`);
  expect(await opened.page.evaluate('history.length')).toBe(entries);
});

test('another tab has no token', async () => {
  const tab = await opened.page.context().newPage();
  const answer = await tab.goto(new URL(watched.url).origin);
  expect(answer?.status()).toBe(401);
  await tab.getByText('Open the whole address').waitFor();
  await tab.close();
});

describe('Loop', () => {
  test('shows the numbers of the last sample', async () => {
    await opened.view('Loop');
    const { loop } = await opened.freeze();
    const heads = await opened.page.locator('.chart-head').allInnerTexts();
    const [delay = '', busy = '', memory = ''] = heads.map((text) => text.replace(/\s+/g, ' '));
    const { lagMs, utilization, heapUsedBytes, rssBytes } = loop.latest ?? lostSample();
    expect(delay).toContain(`p50 ${duration(lagMs.p50)}`);
    expect(delay).toContain(`max ${duration(lagMs.max)}`);
    expect(busy).toContain(`event loop ${percent(utilization * 100)}`);
    expect(memory).toContain(`heap used ${megabytes(heapUsedBytes)}`);
    expect(memory).toContain(`process ${megabytes(rssBytes)}`);
    await opened.page.getByRole('button', { name: 'Frozen' }).click();
  });

  test('a block leads to its stack, its finding and its line', async () => {
    const block = opened.page.locator('.block-button', { hasText: 'synchronous wait' }).first();
    await block.click();
    const details = opened.page.getByLabel('The chosen block');
    await details.getByText(/Blocked for/).waitFor();
    const frame = details.getByRole('button', { name: /waiting\.cjs/ }).first();
    await frame.click();
    const line = lineOf('waiting.cjs', '// block: execFileSync');
    await expect.poll(() => opened.clipboard(), patience).toMatch(`${file}:${line}:`);
    await details.locator('.finding', { hasText: 'execFileSync' }).waitFor();
  });

  test('the keyboard zooms, moves and reads', async () => {
    const chart = opened.page.getByRole('group', { name: /^Event-loop delay/ });
    await chart.focus();
    await opened.page.keyboard.press('ArrowLeft');
    await opened.page.keyboard.press('+');
    await opened.page.getByText(/a span follows again/).waitFor();
    await opened.page.keyboard.press('Shift+ArrowLeft');
    await opened.page.keyboard.press('Escape');
    await opened.page.getByText(/Drag over a chart/).waitFor();
  });
});

describe('Tasks', () => {
  test('counts what waits, and says what is stuck', async () => {
    await opened.view('Tasks');
    await opened.row('takeConnection').getByText('stuck').waitFor();
    const { tasks } = await opened.freeze();
    const row = (await opened.row('takeConnection').innerText()).replace(/\s+/g, ' ');
    expect(row).toMatch(/^◷ stuck takeConnection waiting\.cjs:\d+ 12 ≥ [\d.]+ s/);
    const total = tasks.groups.count.reduce((sum, count) => sum + count, 0);
    expect(total).toBe(13);
    const root = opened.page.getByRole('treeitem', { name: /^All tasks, 13 tasks/ });
    await root.waitFor();
    await opened.page
      .getByRole('treeitem', { name: /^takeConnection, 12 tasks, 12 stuck/ })
      .waitFor();
    await opened.page.getByRole('button', { name: 'Frozen' }).click();
  });

  test('a row shows its stack, and each frame leads to its await', async () => {
    await opened.row('takeConnection').click();
    const details = opened.page.getByLabel('The chosen stack');
    await details.getByRole('button', { name: /^handleOrder/ }).click();
    const line = lineOf('waiting.cjs', '// await: handleOrder');
    await expect.poll(() => opened.clipboard(), patience).toBe(`${file}:${line}:3`);
  });

  test('frames are links to an editor on request', async () => {
    const choice = opened.page.getByLabel('A click on a frame');
    await choice.selectOption('open');
    const link = opened.page.getByRole('link', { name: /^handleOrder/ });
    const line = lineOf('waiting.cjs', '// await: handleOrder');
    expect(await link.getAttribute('href')).toBe(`vscode://file${file}:${line}:3`);
    await choice.selectOption('copy');
  });

  test('a click zooms in, and the path leads out again', async () => {
    await opened.page.getByRole('treeitem', { name: /^handleOrder/ }).click();
    const path = opened.page.getByRole('navigation', { name: 'Zoomed into' });
    await path.getByText('handleOrder').waitFor();
    expect(await opened.page.getByRole('treeitem', { name: /^debit|^credit/ }).count()).toBe(0);
    await path.getByRole('button', { name: 'All tasks' }).click();
    await opened.page
      .getByRole('treeitem', { name: /^(debit|credit)/ })
      .first()
      .waitFor();
  });

  test('the keyboard walks through the forest and the table', async () => {
    await opened.page.getByRole('treeitem', { name: /^All tasks/ }).focus();
    await opened.page.keyboard.press('ArrowDown');
    await opened.page.keyboard.press('ArrowDown');
    const focused = () =>
      opened.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    expect(await focused()).toMatch(/^takeConnection/);
    await opened.page.getByRole('grid').focus();
    await opened.page.keyboard.press('End');
    await opened.page.keyboard.press('Enter');
    await opened.page.locator('ls-rows .active[aria-selected=true]').waitFor();
  });

  test('what was chosen is still there after a reload', async () => {
    await opened.page.getByRole('searchbox').fill('takeConn');
    await opened.page.reload();
    await opened.row('takeConnection').waitFor();
    expect(await opened.page.getByRole('searchbox').inputValue()).toBe('takeConn');
    expect(await opened.page.locator('ls-rows [role=row]').count()).toBe(1);
    await opened.page.getByRole('searchbox').fill('');
  });
});

test('Waits on Whom draws the deadlock as one ring', async () => {
  await opened.view('Waits on Whom');
  const ring = opened.page.getByRole('group', { name: /^Await cycle: / });
  expect(await ring.getAttribute('aria-label')).toMatch(
    /debit awaits credit awaits debit|credit awaits debit awaits credit/,
  );
  await ring.getByRole('button', { name: /^debit/ }).click();
  const line = lineOf('waiting.cjs', '// await: debit');
  await expect.poll(() => opened.clipboard(), patience).toMatch(`${file}:${line}:`);
});

test('Findings has cause, certainty, place and advice', async () => {
  await opened.view('Findings');
  const { findings } = await opened.freeze();
  const shown = await opened.page.locator('.finding .message').allInnerTexts();
  expect(shown).toEqual(findings.findings.map(({ finding }) => finding.message));
  const cycle = opened.page.locator('.finding', { hasText: 'debit' }).first();
  await cycle.getByText('proven').waitFor();
  await opened.page.getByRole('button', { name: 'Frozen' }).click();
});

test('Cost shows what was measured', async () => {
  await opened.view('Cost');
  const { status, loop } = await opened.freeze();
  const text = (await opened.page.locator('.cards').innerText()).replace(/\s+/g, ' ');
  expect(text).toContain(`Now ${percent(loop.latest?.overheadPercent ?? -1)} of one core`);
  expect(text).toContain(`Last pause ${duration(status.cost.survey?.cost.pauseMs ?? -1)}`);
  await opened.page.getByRole('button', { name: 'Frozen' }).click();
});

describe('to take along', () => {
  test('Markdown has the findings and the stacks', async () => {
    await opened.page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => opened.clipboard(), patience).toMatch(/^## Loopscope: process \d+/);
    const text = await opened.clipboard();
    expect(text).toMatch(/\*\*error\*\* \(proven/);
    expect(text).toContain(`at takeConnection (${file}:`);
  });

  test('the report shows the same without a network', async () => {
    const path = await opened.exportReport();
    expect(/token=[\w-]{32}/.test(readFileSync(path, 'utf8'))).toBe(false);
    const report = await OpenedPage.open(browser, pathToFileURL(path).href, { offline: true });
    await report.page.getByText('This is a report').waitFor();
    await report.view('Tasks');
    await report.row('takeConnection').waitFor();
    await report.view('Findings');
    await report.page.locator('.finding').first().waitFor();
    expect(report.complaints).toEqual([]);
    await report.close();
  });
});

describe.each([
  ['light', 'none'],
  ['dark', 'none'],
  ['light', 'active'],
  ['dark', 'active'],
] as const)('in %s, forced colours %s', (colorScheme, forcedColors) => {
  test('everybody can use every view', async () => {
    const page = await OpenedPage.open(browser, watched.url, { colorScheme, forcedColors });
    await page.ready();
    const found: string[] = [];
    for (const view of ['Loop', 'Tasks', 'Waits on Whom', 'Findings', 'Cost'] as const) {
      await page.view(view);
      // What is chosen has more to show.
      if (view === 'Loop') await page.page.locator('.block-button').first().click();
      if (view === 'Tasks') await page.row('takeConnection').click();
      found.push(...(await violations(page.page)).map((line) => `${view}: ${line}`));
    }
    expect(found).toEqual([]);
    await page.close();
  });
});

test('nothing moves for those who want no motion', async () => {
  const page = await OpenedPage.open(browser, watched.url, { reducedMotion: 'reduce' });
  await page.ready();
  const moving = await page.page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
  await page.close();
});

test('the browser has nothing to complain of but the two reloads without a token', () => {
  const refused = /^Failed to load resource: .* status of 401/;
  expect(opened.complaints.filter((text) => !refused.test(text))).toEqual([]);
  expect(opened.complaints).toHaveLength(2);
});

describe('the end', () => {
  test('a page without the token says what to do', async () => {
    for (const query of ['', '?token=', `?token=${'x'.repeat(32)}`]) {
      const page = await OpenedPage.open(browser, watched.url.replace(/\?.*/, query));
      await page.page.getByText('Open the whole address').waitFor();
      await page.close();
    }
  });

  test('of the target is told, and what was seen stays', async () => {
    watched.target?.stdin?.write('go\n');
    await opened.page
      .getByRole('alert')
      .getByText(/What was seen until then stays here/)
      .waitFor();
    await opened.view('Tasks');
    await opened.row('takeConnection').waitFor();
  });

  test('of the command is told too', async () => {
    await watched.stop();
    await opened.page
      .getByRole('alert')
      .getByText(/The command has ended/)
      .waitFor();
    await opened.row('takeConnection').waitFor();
  });
});

function lostSample(): never {
  throw new Error('no sample has come');
}

const percent = (value: number) =>
  `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} %`;
const megabytes = (bytes: number) => `${Number((bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0))} MB`;
function duration(ms: number): string {
  if (ms < 9.95) return `${Number(ms.toFixed(1))} ms`;
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
