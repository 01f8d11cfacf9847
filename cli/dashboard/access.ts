/**
 * Who may talk to the dashboard. Any page in any browser of this machine can send requests to a local port, and a name
 * on the internet can be made to point to 127.0.0.1 (DNS rebinding): so the name in the request, the page that it comes
 * from and a secret are checked.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export class Access {
  /** A new one for each run; 192 bits. */
  readonly token = randomBytes(24).toString('base64url');
  #hosts: readonly string[] = [];

  listensOn(port: number): void {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  }

  /** The name by which a browser found us; `null` when it is not ours. */
  hostOf({ host }: IncomingHttpHeaders): string | null {
    return this.#hosts.find((known) => known === host) ?? null;
  }

  /** True for requests of our own page. Browsers leave the origin out only where they load a page or its script. */
  isOwnOrigin({ origin, host }: IncomingHttpHeaders): boolean {
    return origin === `http://${host}` && this.hostOf({ host }) !== null;
  }

  /** True when the token is in the address, or in a header as a page sends it that has taken it out of there. */
  hasToken({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
    const [, query = ''] = url.split('?', 2);
    const inAddress = new URLSearchParams(query).getAll('token');
    const inHeader = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.slice(1) ?? [];
    const [given = '', ...more] = [...inAddress, ...inHeader];
    return this.isToken(given) && more.length === 0;
  }

  /** Takes as long for a wrong token as for the right one, whatever its length. */
  isToken(given: string): boolean {
    return timingSafeEqual(digest(given), digest(this.token));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
