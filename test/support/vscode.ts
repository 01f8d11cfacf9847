// A real VS Code for tests: starts it with the packaged extension and drives it with Chromium.
//
// The selectors are those of the pinned VS Code and are kept here, so that a test reads as what a
// person does. Each instance has its own profile, port, browser and temporary folder.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BrowserContext,
  chromium,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import { vsixPath } from '../../scripts/package.mjs';
import { findChromium } from '../../scripts/setup/chromium.mjs';
import { cache } from '../../scripts/setup/root.mjs';
import { startServer } from '../../scripts/vscode-server.mjs';

export interface VscodeOptions {
  /** Absolute path of the folder to open. */
  readonly workspaceFolder: string;
  /** The extension to install: the built one by default. */
  readonly vsix?: string;
  /** User settings, beside those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False for a folder that nobody has said to be trusted. */
  readonly trusts?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** How long a step of the user interface may take, in ms: the machine may be busy with more tests. */
const patience = 30_000;

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where screenshots go. */
const screenshotFolder = join(cache, 'screenshots');

export class Vscode {
  readonly page: Page;
  /** Process group of the server and its extension host. */
  readonly pid: number;
  readonly #end: () => Promise<void>;
  #ended: Promise<void> | undefined;

  constructor(page: Page, pid: number, end: () => Promise<void>) {
    this.page = page;
    this.pid = pid;
    this.#end = end;
  }

  /** Runs a command by its title, such as 'Loopscope: Detach', through the command palette. */
  async palette(title: string): Promise<void> {
    const row = this.quickPickRows(title).first();
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      await this.quickInput.fill(`>${title}`);
      const found = await appears(row, attempt === 5 ? patience : 2000);
      if (found) return row.click();
      // Commands of an extension arrive late after a start, and an open palette does not show them.
      await this.page.keyboard.press('Escape');
      if (attempt === 5) throw new Error(`no command "${title}" in the palette`);
    }
  }

  /** The text field of a quick pick or input box. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input:visible');
  }

  /** The rows of an open quick pick that contain `text`. */
  quickPickRows(text: string | RegExp = ''): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** Chooses the first row of an open quick pick that contains `text`. */
  async pick(text: string | RegExp): Promise<void> {
    await this.quickPickRows(text).first().click();
  }

  /** Shows a container of the activity bar by its title, unless it is shown. */
  async openContainer(title: string): Promise<void> {
    const item = this.page.locator(`.activitybar .action-item:has(a[aria-label^="${title}"])`);
    await item.waitFor();
    // A click on the one that is shown would hide it.
    if ((await item.getAttribute('class'))?.split(' ').includes('checked')) return;
    await item.click();
  }

  /** The view with this title in the side bar. */
  view(title: string): Locator {
    const header = this.page.locator('.pane-header', { hasText: title });
    return this.page.locator('.pane', { has: header });
  }

  /** The rows of a tree view that contain `text`. Only visible rows exist in the page. */
  treeRows(viewTitle: string, text: string | RegExp = ''): Locator {
    return this.view(viewTitle).locator('.monaco-list-row', { hasText: text });
  }

  /** The notifications that contain `text`. */
  toasts(text: string | RegExp = ''): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** The items of the status bar that contain `text`. */
  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** The tab of the active editor, when it has this name. */
  activeTab(name: string | RegExp): Locator {
    return this.page.locator('.editor-group-container.active .tab.active', { hasText: name });
  }

  /** The cursor of the active editor, 1-based, as the status bar shows it. */
  async cursor(): Promise<{ line: number; column: number }> {
    const text = await this.statusBar(/Ln \d+, Col \d+/).innerText();
    const [line = 0, column = 0] = [...text.matchAll(/\d+/g)].map(Number);
    return { line, column };
  }

  /** Opens a file of the workspace folder by name. */
  async openFile(name: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('Control+P');
      // A panel that has just been shown takes the focus, which closes the list.
      const typed = this.quickInput.fill(name, { timeout: attempt === 5 ? patience : 2000 });
      if (await typed.then(yes, no)) break;
      if (attempt === 5) throw new Error('the list of files does not stay open');
    }
    await this.quickPickRows(name).first().click();
    await this.activeTab(name).waitFor();
  }

  /** The content of the visible webview. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Saves what is seen as `name`.png in .cache/screenshots and returns its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(screenshotFolder, { recursive: true });
    const path = join(screenshotFolder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Ends the browser and every process of the editor, and deletes their files. */
  dispose(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

export async function startVscode(options: VscodeOptions): Promise<Vscode> {
  const profile = mkdtempSync(join(tmpdir(), 'loopscope-vscode-'));
  const server = await startServer({
    profile,
    folder: options.workspaceFolder,
    extensions: [options.vsix ?? vsixPath],
    settings: options.settings ?? {},
    trusts: options.trusts ?? true,
  });
  let browser: BrowserContext | undefined;
  const end = async () => {
    await browser?.close();
    await server.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    browser = await startBrowser(join(profile, 'browser'), options.viewport);
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(patience);
    await page.goto(server.url);
    await page.locator('.monaco-workbench').waitFor();
    await page.locator('.explorer-folders-view').waitFor();
    return new Vscode(page, server.pid, end);
  } catch (error) {
    await end();
    throw error;
  }
}

const yes = () => true;
const no = () => false;

function appears(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(yes, no);
}

async function startBrowser(
  userData: string,
  viewport: VscodeOptions['viewport'] = { width: 1400, height: 900 },
): Promise<BrowserContext> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: run node scripts/setup.mjs chromium');
  return chromium.launchPersistentContext(userData, {
    executablePath,
    headless: true,
    viewport,
    args: browserArguments,
  });
}
