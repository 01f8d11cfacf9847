/** The sockets of the pages. The one file that knows `ws`. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Disposable } from '../../inspector/base/disposable.ts';
import { PageChannel } from '../../inspector/page/page-channel.ts';
import type { PageModel } from '../../inspector/page/page-model.ts';
import { readPageMessage } from '../../inspector/page/read-page-message.ts';
import { socketClose } from '../../protocol/rpc/webview.ts';
import type { Access } from './access.ts';

/** What a page sends is short: anything longer does not come from ours. */
const mostBytes = 16 * 1024;
/** Pages at once: a person has a few tabs open. */
const mostPages = 8;
const protocol = 'loopscope';

export class PageSockets implements Disposable {
  readonly #model: PageModel;
  readonly #access: Access;
  readonly #attachAgain: () => void;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    perMessageDeflate: false,
    handleProtocols: () => protocol,
  });

  constructor(model: PageModel, access: Access, attachAgain: () => void) {
    this.#model = model;
    this.#access = access;
    this.#attachAgain = attachAgain;
  }

  /** Answers a request for a socket, or refuses it before there is one. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener, a client that hangs up in between would end the command.
    socket.on('error', () => socket.destroy());
    const refusal = this.#refusal(request);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (page) => this.#serve(page));
  }

  dispose(): void {
    for (const page of this.#server.clients) {
      page.close(socketClose.ended, 'the command has ended');
      // A page that does not answer must not keep the command alive.
      page.terminate();
    }
    this.#server.close();
  }

  /** @returns the status line, or `null` when all is well */
  #refusal({ headers, url }: IncomingMessage): string | null {
    if (this.#access.hostOf(headers) === null) return '421 Misdirected Request';
    if (url !== '/session') return '404 Not Found';
    if (!this.#access.isOwnOrigin(headers)) return '403 Forbidden';
    const [name, token, ...more] = (headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
    const knows = name === protocol && more.length === 0 && this.#access.isToken(token ?? '');
    if (!knows) return '401 Unauthorized';
    return this.#server.clients.size >= mostPages ? '503 Service Unavailable' : null;
  }

  #serve(page: WebSocket): void {
    const channel = new PageChannel(this.#model, (picture) => page.send(JSON.stringify(picture)));
    page.on('error', () => page.terminate());
    page.on('close', () => channel.dispose());
    page.on('message', (data, isBinary) => {
      const message = isBinary ? null : readPageMessage(parsed(data));
      if (!message) return page.close(socketClose.malformed, 'not a message of a page');
      channel.receive(message);
      if (message.type === 'attach-again') this.#attachAgain();
    });
  }
}

function parsed(data: RawData): unknown {
  try {
    // What a `nodebuffer` socket gives, and it is one unless told otherwise.
    return JSON.parse((data as Buffer).toString());
  } catch {
    return null;
  }
}
