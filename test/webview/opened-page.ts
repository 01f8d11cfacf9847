// The page as a person has it: a real program, `loopscope dashboard` on it, and a tab of a real browser.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { HostMessage, ReportDocument, Topic } from '../../protocol/rpc/webview.ts';
import { root } from '../../scripts/setup/root.mjs';
import { firstOutput } from '../support/first-output.ts';
import { nodeBinary } from '../support/node-versions.ts';

const cli = join(root, 'dist', 'cli.js');
export const fixtures = join(root, 'test/webview/fixtures');

/** 1-based line of the only line with this text. */
export function lineOf(fixture: string, text: string): number {
  const lines = readFileSync(join(fixtures, fixture), 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes(text));
  if (at < 0) throw new Error(`${fixture} has no ${text}`);
  return at + 1;
}

/** A program and its dashboard. */
export class Watched implements AsyncDisposable {
  readonly target: ChildProcess | null;
  readonly dashboard: ChildProcess;
  readonly url: string;

  private constructor(target: ChildProcess | null, dashboard: ChildProcess, url: string) {
    this.target = target;
    this.dashboard = dashboard;
    this.url = url;
  }

  static async start(fixture: string, ...args: readonly string[]): Promise<Watched> {
    const target = spawn(nodeBinary(22), ['--inspect-port=0', fixture], {
      cwd: fixtures,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await firstOutput(target);
    return Watched.#watch(target, String(target.pid), args);
  }

  /** What is there already and is not ended with the dashboard. */
  static of(address: string): Promise<Watched> {
    return Watched.#watch(null, address, []);
  }

  static async #watch(target: ChildProcess | null, address: string, args: readonly string[]) {
    const dashboard = spawn(process.execPath, [cli, 'dashboard', address, '--json', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { url } = JSON.parse(await firstOutput(dashboard)) as { url: string };
    return new Watched(target, dashboard, url);
  }

  /** Ends the command as Ctrl+C does. */
  async stop(): Promise<void> {
    if (this.dashboard.exitCode !== null) return;
    const exit = once(this.dashboard, 'exit');
    this.dashboard.kill('SIGINT');
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.target?.kill('SIGKILL');
  }
}

type Recording = typeof globalThis & { receivedPictures?: Record<string, unknown> };

/** Runs in the page before its script: keeps what its socket receives, from before the page itself hears of it. */
function recordMessages(): void {
  const pictures: Record<string, unknown> = {};
  (globalThis as Recording).receivedPictures = pictures;
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        const message = JSON.parse(String(data));
        if (message.type !== 'notice') pictures[message.type] = message;
      });
    }
  };
}

export class OpenedPage {
  readonly page: Page;
  /** What the browser complains of: scripts that fail, and what the policy refuses. */
  readonly complaints: string[] = [];
  readonly #received = new Map<Topic, HostMessage>();

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const message = JSON.parse(String(payload)) as HostMessage;
        if (message.type !== 'notice') this.#received.set(message.type, message);
      }),
    );
  }

  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<OpenedPage> {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      ...options,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    await page.addInitScript(recordMessages);
    page.setDefaultTimeout(30_000);
    const opened = new OpenedPage(page);
    await page.goto(url);
    return opened;
  }

  /** The newest picture of its kind that has come. */
  received<T extends Topic>(topic: T): ReportDocument['pictures'][T] {
    return this.#received.get(topic) as ReportDocument['pictures'][T];
  }

  /** Until there is something to see in every view. */
  async ready(): Promise<void> {
    await this.page.locator('ls-time-chart').first().waitFor();
  }

  async view(name: 'Loop' | 'Tasks' | 'Waits on Whom' | 'Findings' | 'Cost'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  /** Holds the page still and returns what it has received by then. In one turn: nothing can come in between. */
  async freeze(): Promise<ReportDocument['pictures']> {
    const pictures = await this.page.getByRole('button', { name: 'Live' }).evaluate((button) => {
      (button as HTMLButtonElement).click();
      return { ...(globalThis as Recording).receivedPictures };
    });
    await this.page.getByRole('button', { name: 'Frozen' }).waitFor();
    return pictures as ReportDocument['pictures'];
  }

  row(text: string): Locator {
    return this.page.locator('ls-rows [role=row]', { hasText: text });
  }

  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** @returns the path of the file; gone with the page */
  async exportReport(): Promise<string> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: 'Export report' }).click(),
    ]);
    const path = `${await download.path()}.html`;
    await download.saveAs(path);
    return path;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
