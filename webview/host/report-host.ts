/** The page in a report: it has all its data with it, and nobody to talk to. */
import type { ReportDocument } from '../../protocol/rpc/webview.ts';
import { parseJson } from './browser-storage.ts';
import { download } from './download.ts';
import type { Host, HostListener } from './host.ts';

/** As in inspector/page/page-html.ts; a test holds the two together. */
const dataElement = 'loopscope-report';

/** @returns `null` when the page has no data with it */
export function reportHost(): Host | null {
  const text = document.getElementById(dataElement)?.textContent ?? null;
  const report = parseJson(text) as ReportDocument | null;
  return report ? new ReportHost(report, text ?? '') : null;
}

class ReportHost implements Host {
  readonly kind = 'report';
  readonly #report: ReportDocument;
  readonly #text: string;

  constructor(report: ReportDocument, text: string) {
    this.#report = report;
    this.#text = text;
  }

  start(listener: HostListener): void {
    listener.onConnection({ kind: 'open' });
    for (const picture of Object.values(this.#report.pictures)) listener.onMessage(picture);
  }

  send(): void {}

  loadState(): unknown {
    return null;
  }

  saveState(): void {}

  copy(text: string): Promise<void> {
    return navigator.clipboard.writeText(text);
  }

  exportReport(): Promise<void> {
    download('loopscope-report.json', new Blob([this.#text], { type: 'application/json' }));
    return Promise.resolve();
  }
}
