/** The page in a panel of VS Code. */
import type { HostMessage, PageMessage } from '../../protocol/rpc/webview.ts';
import type { Host, HostListener } from './host.ts';

interface VscodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Given by VS Code, once a page. */
  var acquireVsCodeApi: (() => VscodeApi) | undefined;
}

/** @returns `null` when the page is not in VS Code */
export function vscodeHost(): Host | null {
  const api = globalThis.acquireVsCodeApi?.();
  return api ? new VscodeHost(api) : null;
}

class VscodeHost implements Host {
  readonly kind = 'editor';
  readonly #api: VscodeApi;

  constructor(api: VscodeApi) {
    this.#api = api;
  }

  start(listener: HostListener): void {
    // VS Code passes on only what its extension host sent to this panel.
    window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) =>
      listener.onMessage(data),
    );
    listener.onConnection({ kind: 'open' });
  }

  send(message: PageMessage): void {
    // VS Code's own function, which takes no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#api.postMessage(message);
  }

  loadState(): unknown {
    return this.#api.getState();
  }

  saveState(state: unknown): void {
    this.#api.setState(state);
  }

  copy(text: string): Promise<void> {
    this.send({ type: 'copy', text });
    return Promise.resolve();
  }

  exportReport(format: 'html' | 'json'): Promise<void> {
    this.send({ type: 'export', format });
    return Promise.resolve();
  }
}
