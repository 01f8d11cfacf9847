/** A WebSocket endpoint that answers as a test wants it to, which a real inspector would not. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface FakeClient {
  send(text: string): void;
  /** Ends the connection without a goodbye. */
  terminate(): void;
  /** From now on nothing that the other side says is read. */
  pause(): void;
}

export class FakeEndpoint {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(onMessage: (client: FakeClient, text: string) => void) {
    this.#server = createServer();
    this.#server.on('upgrade', ({ headers }, stream) => {
      const socket = stream as Socket;
      this.#sockets.add(socket);
      const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}\r\n\r\n`,
      );
      const client: FakeClient = {
        send: (text) => socket.write(textFrame(text)),
        terminate: () => socket.destroy(),
        pause: () => socket.pause(),
      };
      let received = Buffer.alloc(0);
      socket.on('error', () => {});
      socket.on('data', (data: Buffer) => {
        received = Buffer.concat([received, data]);
        for (let frame = readFrame(received); frame; frame = readFrame(received)) {
          received = received.subarray(frame.length);
          if (frame.opcode === 8) socket.end(Buffer.from([0x88, 0]));
          else onMessage(client, frame.text);
        }
      });
    });
  }

  static async open(onMessage: (client: FakeClient, text: string) => void): Promise<FakeEndpoint> {
    const endpoint = new FakeEndpoint(onMessage);
    endpoint.#server.listen(0, '127.0.0.1');
    await once(endpoint.#server, 'listening');
    return endpoint;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126 ? [0x81, body.length] : [0x81, 126, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from(head), body]);
}

/** One whole frame of a client, which is masked, with less than 64 kB; `null` until it is all there. */
function readFrame(data: Buffer): { opcode: number; text: string; length: number } | null {
  if (data.length < 2) return null;
  const short = (data[1] as number) & 127;
  const at = short === 126 ? 4 : 2;
  if (data.length < at + 4) return null;
  const size = short === 126 ? data.readUInt16BE(2) : short;
  const length = at + 4 + size;
  if (data.length < length) return null;
  const mask = data.subarray(at, at + 4);
  const body = data.subarray(at + 4, length).map((byte, i) => byte ^ (mask[i % 4] as number));
  return { opcode: (data[0] as number) & 15, text: Buffer.from(body).toString(), length };
}
