/** One panel: shows one target, for as long as the panel is open, whatever becomes of the target meanwhile. */
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../inspector/base/disposable.ts';
import { PageChannel } from '../../inspector/page/page-channel.ts';
import { pageHtml } from '../../inspector/page/page-html.ts';
import { PageModel } from '../../inspector/page/page-model.ts';
import { readPageMessage } from '../../inspector/page/read-page-message.ts';
import { makeNonce } from '../../inspector/page/report.ts';
import type { PageMessage } from '../../protocol/rpc/webview.ts';
import type { App } from '../app.ts';
import { attachTo } from '../commands/attach.ts';
import { configuration } from '../configuration.ts';
import { commands } from '../ids.ts';
import { targetName } from '../presentation/target-row.ts';
import type { LiveChange, LiveState } from '../sessions/live-feed.ts';
import { reportError } from '../ui/notifications.ts';
import { openSource } from '../ui/open-source.ts';
import { type KnownSubject, subjectOf } from './page-subject.ts';
import { saveReport } from './save-report.ts';

export class InspectorPanel implements Disposable {
  /** What the target was asked for by. */
  readonly address: string;
  readonly #app: App;
  readonly #panel: vscode.WebviewPanel;
  readonly #script: vscode.Uri;
  readonly #store = new DisposableStore();
  readonly #model: PageModel;
  readonly #channel: PageChannel;
  #subject: KnownSubject;
  #feed: LiveState | null = null;
  #listening: Disposable | null = null;

  /** @param folder of the page's bundle */
  constructor(app: App, panel: vscode.WebviewPanel, address: string, folder: vscode.Uri) {
    this.address = address;
    this.#app = app;
    this.#panel = panel;
    this.#script = vscode.Uri.joinPath(folder, 'webview.js');
    this.#subject = subjectOf(this.#target, unknownSubject());
    const budgetPercent = configuration.budgetPercent();
    this.#model = this.#store.add(
      new PageModel({
        subject: { ...this.#subject, address, budgetPercent },
        abilities: { openSource: true, attachAgain: true, report: 'save' },
        now: Date.now,
      }),
    );
    this.#channel = this.#store.add(
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's own takes no origin
      new PageChannel(this.#model, (picture) => void panel.webview.postMessage(picture)),
    );
    this.#store.add(app.sessions.onDidChange(() => this.#update()));
    this.#store.add(panel.webview.onDidReceiveMessage((value: unknown) => this.#receive(value)));
    this.#store.add(
      panel.onDidChangeViewState(() =>
        this.#channel.receive({ type: 'visible', visible: panel.visible }),
      ),
    );
    this.#store.add(panel.onDidDispose(() => this.dispose()));
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.html = pageHtml({
      title: 'Loopscope',
      nonce: makeNonce(),
      script: { source: panel.webview.asWebviewUri(this.#script).toString() },
    });
    this.#update();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  dispose(): void {
    this.#listening?.dispose();
    this.#store.dispose();
  }

  get #target() {
    return this.#app.sessions.targets.find(({ address }) => address === this.address) ?? null;
  }

  #update(): void {
    const target = this.#target;
    this.#follow(target?.live ?? null);
    const subject = subjectOf(target, this.#subject);
    // The tree counts on; for the page only this is news.
    const isNews = Object.entries(subject).some(
      ([name, value]) => this.#subject[name as keyof KnownSubject] !== value && name !== 'state',
    );
    const isOtherState = JSON.stringify(subject.state) !== JSON.stringify(this.#subject.state);
    this.#subject = subject;
    if (target) this.#panel.title = `${targetName(target)} · Loopscope`;
    if (isNews || isOtherState) this.#model.update(subject);
  }

  #follow(feed: LiveState | null): void {
    if (feed === this.#feed) return;
    this.#listening?.dispose();
    this.#feed = feed;
    this.#listening = feed?.onDidChange((change) => this.#onLive(change)) ?? null;
  }

  #onLive(change: LiveChange): void {
    if (change === 'ended') this.#update();
    else this.#model.refresh(change === 'findings' ? 'finding' : change);
  }

  #receive(value: unknown): void {
    const message = readPageMessage(value);
    if (!message) return this.#app.log.warn('A panel sent something that is no message.');
    this.#channel.receive(message);
    this.#answer(message).catch((error: unknown) =>
      reportError(this.#app.log, 'The inspector panel', error),
    );
  }

  async #answer(message: PageMessage): Promise<void> {
    switch (message.type) {
      case 'open':
        await this.#open(message);
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'export':
        await saveReport(this.#model.document(), message.format, this.#script);
        return;
      case 'attach-again':
        await attachTo(this.#app, this.address);
        return;
      case 'follow':
        await vscode.commands.executeCommand(commands.follow);
        return;
      default:
    }
  }

  /** Beside the panel, so that both are seen. */
  async #open({ place, generated }: Extract<PageMessage, { type: 'open' }>): Promise<void> {
    const frame = { ...place, function: '', generated, combinator: null, internal: false };
    const { One, Beside } = vscode.ViewColumn;
    const viewColumn = this.#panel.viewColumn === One ? Beside : One;
    await openSource(frame, { preserveFocus: false, viewColumn });
  }
}

function unknownSubject(): KnownSubject {
  return {
    state: { kind: 'detached' },
    target: null,
    attachMs: null,
    live: null,
    thresholds: {
      stuckAfterMs: configuration.stuckAfterMs(),
      blockMs: configuration.blockMs(),
    },
  };
}
