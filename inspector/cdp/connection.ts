/** A connection to one inspector endpoint: the Chrome DevTools Protocol, typed. The only user of its client library. */
import type { EventEmitter } from 'node:events';
import connectToInspector, { type Client } from 'chrome-remote-interface';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';
import { abortable, withDeadline } from '../base/abort.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { UserError } from '../base/user-error.ts';

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;
export type CommandName = keyof Commands;

const connectTimeoutMs = 5_000;

export interface CdpConnection {
  /** @throws UserError `lost` when the connection ends before the answer; an `Error` when the target refuses */
  send<Name extends CommandName>(
    method: Name,
    ...parameters: Commands[Name]['paramsType']
  ): Promise<Commands[Name]['returnType']>;
  on<Name extends keyof Events>(
    event: Name,
    listener: (value: Events[Name][0]) => void,
  ): Disposable;
  /** Fires once, when the other side or the network ended the connection. Not after `close`. */
  readonly onDidClose: (listener: () => void) => Disposable;
  close(): Promise<void>;
}

/** @throws UserError `unreachable` when nothing answers at the address, `cancelled` */
export async function connect(webSocketUrl: string, signal: AbortSignal): Promise<CdpConnection> {
  const timedOut = () =>
    new UserError(
      'unreachable',
      `Nothing answers at ${webSocketUrl} within ${connectTimeoutMs / 1000} s. Check the address and that the process still runs.`,
    );
  const connecting = connectToInspector({
    target: webSocketUrl,
    // The protocol is fixed by the types; asking the target for its description would cost 1 MB.
    local: true,
    protocol: { version: { major: '1', minor: '3' }, domains: [] },
  } as connectToInspector.Options);
  try {
    return new ClientConnection(
      await withDeadline(signal, connectTimeoutMs, timedOut, (both) => abortable(connecting, both)),
    );
  } catch (error) {
    // A connection that comes too late would otherwise stay open.
    connecting.then((client) => client.close()).catch(() => {});
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'unreachable',
      `Cannot connect to the inspector at ${webSocketUrl}: ${reason}.`,
      {
        cause: error,
      },
    );
  }
}

class ClientConnection implements CdpConnection {
  readonly #client: Client;
  readonly #closed = new Emitter<void>();
  readonly #lost = new AbortController();
  readonly #store = new DisposableStore();
  readonly onDidClose = this.#closed.event;

  constructor(client: Client) {
    this.#client = client;
    this.#listen('disconnect', () => {
      this.#lost.abort(new UserError('lost', 'The target closed the connection.'));
      this.#closed.fire();
    });
  }

  #listen(event: string, listener: (value: never) => void): Disposable {
    this.#client.on(event as 'event', listener as never);
    return this.#store.add({
      // The types leave out that the client is a Node event emitter.
      dispose: () =>
        void (this.#client as unknown as EventEmitter).removeListener(event, listener as never),
    });
  }

  async send<Name extends CommandName>(
    method: Name,
    ...parameters: Commands[Name]['paramsType']
  ): Promise<Commands[Name]['returnType']> {
    const answer = this.#client.send(method, parameters[0] as never) as unknown as Promise<unknown>;
    return (await abortable(answer, this.#lost.signal)) as Commands[Name]['returnType'];
  }

  on<Name extends keyof Events>(
    event: Name,
    listener: (value: Events[Name][0]) => void,
  ): Disposable {
    return this.#listen(event, listener as (value: never) => void);
  }

  async close(): Promise<void> {
    this.#store.dispose();
    this.#lost.abort(new UserError('lost', 'The connection was closed.'));
    await this.#client.close();
  }
}
