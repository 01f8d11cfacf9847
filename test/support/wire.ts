/** A wire to a port, as a tunnel is one: hands on what is sent, until it is cut, and again when it is mended. */
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

export class Wire implements Disposable {
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => this.#connect(near));
  port = 0;

  private constructor(to: number) {
    this.#to = to;
  }

  static async start(to: number): Promise<Wire> {
    const wire = new Wire(to);
    await wire.#listen();
    return wire;
  }

  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
  }

  /** At the same port. */
  mend(): Promise<void> {
    return this.#listen();
  }

  [Symbol.dispose](): void {
    this.cut();
  }

  #connect(near: Socket): void {
    const far = createConnection(this.#to, '127.0.0.1');
    for (const socket of [near, far]) this.#sockets.add(socket.on('error', () => {}));
    near.pipe(far);
    far.pipe(near);
  }

  async #listen(): Promise<void> {
    await once(this.#server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }
}
