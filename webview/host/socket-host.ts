/** The page in a browser, beside `loopscope dashboard`. */
import {
  type HostMessage,
  type PageMessage,
  socketClose,
  tokenKey,
} from '../../protocol/rpc/webview.ts';
import { parseJson, readSession, writeSession } from './browser-storage.ts';
import { download } from './download.ts';
import type { Host, HostListener } from './host.ts';

const stateName = 'loopscope.state';
/** Milliseconds between two tries to connect. */
const retryMs = 2_000;

const ended = 'The command has ended. Run loopscope dashboard again; it prints a new address.';
const refused =
  'The dashboard does not know this page. Open the whole address that loopscope dashboard printed: it ends in a token.';

export class SocketHost implements Host {
  readonly kind = 'browser';
  readonly #token: string;
  #socket: WebSocket | null = null;
  #listener: HostListener | null = null;
  #wasOpen = false;

  constructor() {
    this.#token = takeToken();
  }

  start(listener: HostListener): void {
    this.#listener = listener;
    if (this.#token === '') listener.onConnection({ kind: 'closed', message: refused });
    else this.#connect();
  }

  send(message: PageMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  loadState(): unknown {
    return parseJson(readSession(stateName));
  }

  saveState(state: unknown): void {
    writeSession(stateName, JSON.stringify(state));
  }

  copy(text: string): Promise<void> {
    return navigator.clipboard.writeText(text);
  }

  async exportReport(format: 'html' | 'json'): Promise<void> {
    const headers = { Authorization: `Bearer ${this.#token}` };
    const response = await fetch(`report.${format}`, { headers, cache: 'no-store' });
    if (!response.ok) throw new Error(`The dashboard answers ${response.status}.`);
    const disposition = response.headers.get('Content-Disposition') ?? '';
    const name = /filename="([\w.-]+)"/.exec(disposition)?.[1] ?? `loopscope.${format}`;
    download(name, await response.blob());
  }

  #connect(): void {
    this.#listener?.onConnection({ kind: 'connecting' });
    // In a header of the handshake: addresses are written down in more places than headers are.
    const socket = new WebSocket(`ws://${location.host}/session`, ['loopscope', this.#token]);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#wasOpen = true;
      this.#listener?.onConnection({ kind: 'open' });
    });
    socket.addEventListener('message', ({ data }) => {
      const message = parseJson(String(data)) as HostMessage | null;
      if (message) this.#listener?.onMessage(message);
    });
    socket.addEventListener('close', ({ code }) => this.#onClose(code));
  }

  #onClose(code: number): void {
    if (!this.#wasOpen) {
      this.#listener?.onConnection({ kind: 'closed', message: refused });
      return;
    }
    this.#listener?.onConnection({ kind: 'closed', message: ended });
    // The connection may have been lost by itself, as when a computer slept.
    if (code !== socketClose.ended) setTimeout(() => this.#connect(), retryMs);
  }
}

/**
 * From the address, where it must not stay: it would be in what is copied, and in what the browser suggests. A page that
 * is loaded again without it is asked for once more with it, see cli/dashboard/refusal.ts.
 */
function takeToken(): string {
  const given = new URLSearchParams(location.search).get('token');
  if (given === null) return readSession(tokenKey) ?? '';
  writeSession(tokenKey, given);
  history.replaceState(null, '', location.pathname);
  return given;
}
