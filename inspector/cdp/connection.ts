/** A connection to one inspector endpoint: the Chrome DevTools Protocol, typed. The only user of its client library. */
import type { EventEmitter } from 'node:events';
import connectToInspector, { type Client } from 'chrome-remote-interface';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';
import { abortable, withDeadline } from '../base/abort.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { UserError } from '../base/user-error.ts';

/** Node's own domains, which the types leave out. */
interface NodeCommands {
  /** From then on an exiting process says so, and waits for the client to go. */
  'NodeRuntime.notifyWhenWaitingForDisconnect': {
    paramsType: [{ enabled: boolean }];
    returnType: void;
  };
  'NodeWorker.enable': { paramsType: [{ waitForDebuggerOnStart: boolean }]; returnType: void };
  'NodeWorker.disable': { paramsType: []; returnType: void };
  'NodeWorker.sendMessageToWorker': {
    paramsType: [{ sessionId: string; message: string }];
    returnType: void;
  };
}
interface NodeEvents {
  'NodeRuntime.waitingForDisconnect': [];
  'NodeWorker.attachedToWorker': [{ sessionId: string; workerInfo: WorkerInfo }];
  'NodeWorker.detachedFromWorker': [{ sessionId: string }];
  'NodeWorker.receivedMessageFromWorker': [{ sessionId: string; message: string }];
}
export interface WorkerInfo {
  readonly workerId: string;
  readonly title: string;
  readonly url: string;
}
type Commands = ProtocolMapping.Commands & NodeCommands;
type Events = ProtocolMapping.Events & NodeEvents;
export type CommandName = keyof Commands;

const connectTimeoutMs = 5_000;
/** Milliseconds for which the other side may leave a goodbye unanswered: a host may be gone, a process stopped. */
const closeTimeoutMs = 500;
const hurryIntervalMs = 2;

export type Send = <Name extends CommandName>(
  method: Name,
  ...parameters: Commands[Name]['paramsType']
) => Promise<Commands[Name]['returnType']>;

export interface CdpConnection {
  /** @throws UserError `lost` when the connection ends before the answer; an `Error` when the target refuses */
  readonly send: Send;
  on<Name extends keyof Events>(
    event: Name,
    listener: (value: Events[Name][0]) => void,
  ): Disposable;
  /**
   * Runs `work` while none of our requests can run JavaScript in the target: those that are sent meanwhile wait.
   * Needed around `Debugger.pause`: a pause that lands inside a request with another one behind it is never heard of
   * again, and leaves the target paused for good, even without us (seen on Node 20).
   * @param work is given a `send` of its own, which does not wait: for what is to run while the target is paused
   * @returns `null` at once, when such a request is under way or another quiet section is
   */
  whileQuiet<T>(work: (send: Send) => Promise<T>): Promise<T> | null;
  /**
   * Until it is disposed of, a request that costs nothing is sent every 2 ms. The inspector's socket waits for the
   * receipt of what it sent before it sends more, and a machine delays receipts by up to 40 ms unless it has something
   * to send itself.
   */
  hurry(): Disposable;
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
      webSocketUrl,
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

/** What is answered without running JavaScript of the target. */
const runsNothing: ReadonlySet<string> = new Set<CommandName>([
  'Debugger.enable',
  'Debugger.pause',
  'Debugger.resume',
  'Debugger.disable',
  'Runtime.getIsolateId',
  'NodeWorker.enable',
  'NodeWorker.disable',
  'NodeWorker.sendMessageToWorker',
]);

class ClientConnection implements CdpConnection {
  readonly #client: Client;
  readonly #url: string;
  readonly #closed = new Emitter<void>();
  readonly #lost = new AbortController();
  readonly #store = new DisposableStore();
  readonly onDidClose = this.#closed.event;

  #closing: Promise<void> | null = null;
  /** Requests under way that may run JavaScript in the target. */
  #running = 0;
  #quiet: Promise<unknown> | null = null;

  constructor(client: Client, url: string) {
    this.#client = client;
    this.#url = url;
    this.#guardMessages();
    this.#listen('disconnect', () => {
      this.#lost.abort(new UserError('lost', closedByTarget));
      this.#closed.fire();
    });
  }

  /** The client library parses without a guard: what is no protocol message would end our process. */
  #guardMessages(): void {
    const socket = socketOf(this.#client);
    const listeners = socket.listeners('message');
    socket.removeAllListeners('message');
    socket.on('message', (data) => {
      try {
        for (const listener of listeners) listener.call(socket, data);
      } catch (error) {
        const message = `What answers at ${this.#url} does not speak the inspector protocol: check the address.`;
        this.#lost.abort(new UserError('unreachable', message, { cause: error }));
        socket.terminate();
      }
    });
  }

  #listen(event: string, listener: (value: never) => void): Disposable {
    this.#client.on(event as 'event', listener as never);
    const subscription = {
      dispose: () => {
        this.#store.delete(subscription);
        // The types leave out that the client is a Node event emitter.
        (this.#client as unknown as EventEmitter).removeListener(event, listener as never);
      },
    };
    return this.#store.add(subscription);
  }

  async send<Name extends CommandName>(
    method: Name,
    ...parameters: Commands[Name]['paramsType']
  ): Promise<Commands[Name]['returnType']> {
    if (runsNothing.has(method)) return this.#exchange(method, parameters[0]);
    while (this.#quiet) await this.#quiet;
    this.#running++;
    try {
      return await this.#exchange(method, parameters[0]);
    } finally {
      this.#running--;
    }
  }

  whileQuiet<T>(work: (send: Send) => Promise<T>): Promise<T> | null {
    if (this.#running > 0 || this.#quiet) return null;
    const result = work((method, ...parameters) => this.#exchange(method, parameters[0]));
    const quiet = result.then(
      () => {},
      () => {},
    );
    this.#quiet = quiet.then(() => {
      this.#quiet = null;
    });
    return result;
  }

  async #exchange<Name extends CommandName>(
    method: Name,
    parameters: unknown,
  ): Promise<Commands[Name]['returnType']> {
    const answer = this.#client.send(
      method as never,
      parameters as never,
    ) as unknown as Promise<unknown>;
    try {
      return (await abortable(answer, this.#lost.signal)) as Commands[Name]['returnType'];
    } catch (error) {
      // The client library fails the waiting requests by itself, before it says that the connection ended.
      if (error instanceof UserError || isRefusal(error)) throw error;
      throw new UserError('lost', closedByTarget, { cause: error });
    }
  }

  hurry(): Disposable {
    const timer = setInterval(() => {
      // loopscope-disable-next-line err/swallow -- that the connection is lost is told by whoever waits for an answer
      this.send('Runtime.getIsolateId').catch(() => {});
    }, hurryIntervalMs);
    return { dispose: () => clearInterval(timer) };
  }

  on<Name extends keyof Events>(
    event: Name,
    listener: (value: Events[Name][0]) => void,
  ): Disposable {
    return this.#listen(event, listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#store.dispose();
    this.#lost.abort(new UserError('lost', 'The connection was closed.'));
    const timer = setTimeout(() => socketOf(this.#client).terminate(), closeTimeoutMs);
    await this.#client.close();
    clearTimeout(timer);
  }
}

const closedByTarget = 'The target closed the connection.';

/** An answer of the target, though not the wanted one. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'request' in error && 'response' in error;
}

/** What is used of the client library's socket, which is not in its types. */
interface Socket extends EventEmitter {
  terminate(): void;
}

function socketOf(client: Client): Socket {
  return (client as unknown as { readonly _ws: Socket })._ws;
}
