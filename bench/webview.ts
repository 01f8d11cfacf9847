/** How quick the page is: first paint, frames while scrolling and while live, memory; from nothing to the largest. */
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../test/support/browser.ts';
import { MadeUpPage, type MadeUpSize } from '../test/support/made-up-page.ts';
import { type FrameTimes, whileLooking, whileScrolling } from '../test/webview/frame-times.ts';
import { median, printTable, round } from './report.ts';

const runs = Number(process.argv[2] ?? 3);
const sizes: readonly MadeUpSize[] = [
  { groups: 100, seconds: 60, blocks: 5 },
  { groups: 10_000, seconds: 3_600, blocks: 500 },
  { groups: 100_000, seconds: 3_600, blocks: 500 },
];

interface Run {
  /** Milliseconds from the navigation on. */
  readonly firstPaint: number;
  readonly firstCharts: number;
  /** Until the table and the icicle are there, from the click on the tab. */
  readonly tasks: number;
  readonly scrolling: FrameTimes;
  readonly live: FrameTimes;
  readonly heapMb: number;
}

async function measure(browser: Browser, size: MadeUpSize): Promise<Run> {
  await using madeUp = await MadeUpPage.start(size);
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  await page.goto(madeUp.server.url);
  await page.locator('ls-time-chart canvas').first().waitFor();
  const firstCharts = await now(page);
  const firstPaint = await firstPaintOf(page);
  const before = await now(page);
  await page.getByRole('tab', { name: 'Tasks' }).click();
  await page.getByRole('treeitem').first().waitFor();
  const tasks = (await now(page)) - before;
  const scrolling = await whileScrolling(page, 300);
  const ticking = setInterval(() => madeUp.tick(), 1_000);
  const live = await whileLooking(page, 10_000).finally(() => clearInterval(ticking));
  const heapMb = await heapOf(page);
  await context.close();
  return { firstPaint, firstCharts, tasks, scrolling, live, heapMb };
}

function now(page: Page): Promise<number> {
  return page.evaluate('performance.now()');
}

function firstPaintOf(page: Page): Promise<number> {
  return page.evaluate(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN`,
  );
}

/** After a collection. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}

const browser = await startBrowser();
const rows: string[][] = [];
for (const size of sizes) {
  const results: Run[] = [];
  for (let run = 0; run < runs; run++) results.push(await measure(browser, size));
  const of = (pick: (run: Run) => number) => median(results.map(pick));
  const frames = (pick: (run: Run) => FrameTimes) =>
    [
      (times: FrameTimes) => times.median,
      (times: FrameTimes) => times.p95,
      (times: FrameTimes) => times.longest,
    ]
      .map((read) => of((run) => read(pick(run))).toFixed(0))
      .join(' / ');
  rows.push([
    size.groups.toLocaleString('en'),
    size.seconds.toLocaleString('en'),
    round(of((run) => run.firstPaint)),
    round(of((run) => run.firstCharts)),
    round(of((run) => run.tasks)),
    frames((run) => run.scrolling),
    frames((run) => run.live),
    round(of((run) => run.heapMb)),
  ]);
}
await browser.close();
printTable(
  `The page, medians of ${runs}; frames: median / 95 % / longest, in ms`,
  [
    'stacks',
    'samples',
    'first paint ms',
    'charts ms',
    'tasks ms',
    'frames while scrolling',
    'frames while live',
    'heap MB',
  ],
  rows,
);
