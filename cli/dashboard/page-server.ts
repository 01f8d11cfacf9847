/** The dashboard's web server: the page and the reports, for browsers of this machine that know the token. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../inspector/base/user-error.ts';
import { contentSecurityPolicy, pageHtml } from '../../inspector/page/page-html.ts';
import type { PageModel } from '../../inspector/page/page-model.ts';
import { makeNonce, report } from '../../inspector/page/report.ts';
import { Access } from './access.ts';
import { PageSockets } from './page-sockets.ts';
import { refusal } from './refusal.ts';

export interface PageServerOptions {
  readonly model: PageModel;
  /** 0: any that is free. */
  readonly port: number;
  /** Text of the page's bundle. */
  readonly script: string;
  /** A page asks for it. */
  readonly attachAgain: () => void;
}

/** Sockets at once, those of pages included. */
const mostConnections = 64;

const always = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class PageServer {
  readonly #options: PageServerOptions;
  readonly #access = new Access();
  readonly #sockets: PageSockets;
  readonly #server: Server;
  #port = 0;

  private constructor(options: PageServerOptions) {
    this.#options = options;
    this.#sockets = new PageSockets(options.model, this.#access, options.attachAgain);
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.maxConnections = mostConnections;
    this.#server.on('upgrade', (...args) => this.#sockets.accept(...args));
  }

  /** Throws a `UserError` when the port cannot be had. */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options);
    await server.#listen(options.port);
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** With the token, without which nothing is served. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.#access.token}`;
  }

  async stop(): Promise<void> {
    this.#sockets.dispose();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on (${code})`;
      throw new UserError(
        'usage',
        `port ${port} ${why}: choose another one with --port, or leave it out for any that is free`,
        { cause: error },
      );
    }
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#access.listensOn(this.#port);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { status, type = 'text/plain', text = '', headers = {} } = this.#route(request);
    response.writeHead(status, {
      ...always,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Content-Type': `${type}; charset=utf-8`,
      ...headers,
    });
    response.end(request.method === 'HEAD' ? '' : text);
  }

  #route(request: IncomingMessage): Answer {
    const { method, url = '', headers } = request;
    const host = this.#access.hostOf(headers);
    if (host === null) return { status: 421, text: 'This is not the host that you look for.\n' };
    if (headers.origin !== undefined && !this.#access.isOwnOrigin(headers)) return { status: 403 };
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 405, headers: { Allow: 'GET, HEAD' } };
    // Before the path: who does not know the token learns nothing of what there is.
    if (!this.#access.hasToken(request)) return refusal();
    switch (url.split('?', 1)[0]) {
      case '/':
        return page(host, this.#options.script);
      case '/report.html':
        return this.#report('html');
      case '/report.json':
        return this.#report('json');
      default:
        return { status: 404 };
    }
  }

  #report(format: 'html' | 'json'): Answer {
    const { model, script } = this.#options;
    const { fileName, mimeType, text } = report(model.document(), format, () => script);
    return {
      status: 200,
      type: mimeType,
      text,
      headers: { 'Content-Disposition': `attachment; filename="${fileName}"` },
    };
  }
}

/** One document with its script in it: nothing else has to be asked for, so the token stands in no link. */
function page(host: string, script: string): Answer {
  const nonce = makeNonce();
  const connect = `'self' ws://${host}`;
  const policy = contentSecurityPolicy({ nonce, connect });
  return {
    status: 200,
    type: 'text/html',
    text: pageHtml({ title: 'Loopscope', nonce, connect, script: { text: script } }),
    headers: { 'Content-Security-Policy': `${policy}; frame-ancestors 'none'` },
  };
}
