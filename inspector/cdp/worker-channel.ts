/** The inspector of each worker thread, through the connection to its process: Node's own domain `NodeWorker`. */
import { Emitter } from '../base/emitter.ts';
import { UserError } from '../base/user-error.ts';
import type { CdpConnection, CommandName, Send, WorkerInfo } from './connection.ts';

/** What Node 26 calls workers without a name. */
const namelessOnes = 'WorkerThread';

/** One worker thread while it is attached. It is asked and heard as the process itself is. */
export class WorkerChannel implements Pick<CdpConnection, 'on' | 'onDidClose'> {
  /** As `worker_threads` counts them. */
  readonly threadId: number;
  /** The option `name` of the worker; empty when it has none. */
  readonly name: string;
  /** Of its script: a `file:` URL; empty for a worker that runs a text. */
  readonly url: string;
  readonly #post: (message: string) => Promise<unknown>;
  readonly #open = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Map<string, Emitter<never>>();
  readonly #closed = new Emitter<void>();
  readonly onDidClose = this.#closed.event;
  #nextId = 1;
  isOpen = true;

  constructor(info: WorkerInfo, post: (message: string) => Promise<unknown>) {
    // The id of the domain is not that of the thread, which is in the title: `[worker 3] name`.
    const [, thread, name = ''] = /^\[worker (\d+)\] ?(.*)$/s.exec(info.title) ?? [];
    this.threadId = Number(thread ?? info.workerId);
    this.name = name === namelessOnes ? '' : name;
    this.url = info.url;
    this.#post = post;
  }

  /** @throws UserError `lost` when the worker ends before the answer; an `Error` when it refuses */
  readonly send: Send = (method: CommandName, params?: unknown) =>
    new Promise<never>((resolve, reject) => {
      const id = this.#nextId++;
      const lost = () => reject(new UserError('lost', `Worker ${this.threadId} has ended.`));
      if (!this.isOpen) return lost();
      const closing = this.onDidClose(lost);
      this.#open.set(id, ({ result, error }) => {
        closing.dispose();
        if (error) reject(new Error(error.message));
        else resolve(result as never);
      });
      this.#post(JSON.stringify({ id, method, params: params ?? {} })).catch(reject);
    });

  readonly on: CdpConnection['on'] = (event, listener) => {
    const emitter = this.#listeners.get(event) ?? new Emitter<never>();
    this.#listeners.set(event, emitter);
    return emitter.event(listener);
  };

  receive(text: string): void {
    const message = JSON.parse(text) as Answer & { readonly method?: string; params?: unknown };
    if (message.method) this.#listeners.get(message.method)?.fire(message.params as never);
    if (message.id === undefined) return;
    const answered = this.#open.get(message.id);
    this.#open.delete(message.id);
    answered?.(message);
  }

  close(): void {
    this.isOpen = false;
    this.#closed.fire();
    this.#closed.dispose();
    this.#open.clear();
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export interface WorkerChannels {
  /** Those that are attached now. New ones come by themselves. */
  readonly list: readonly WorkerChannel[];
  /** Leaves all of them, with all that was held there. Never throws. */
  close(): Promise<void>;
}

/**
 * Attaches to the worker threads of a process. Node does so on the threads themselves, by an interrupt: also while they
 * compute or wait in `Atomics.wait`. Nested workers belong to the workers that made them, and are not seen.
 */
export async function openWorkerChannels(connection: CdpConnection): Promise<WorkerChannels> {
  const channels = new Map<string, WorkerChannel>();
  const end = (sessionId: string) => {
    channels.get(sessionId)?.close();
    channels.delete(sessionId);
  };
  const subscriptions = [
    connection.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
      const post = (message: string) =>
        connection.send('NodeWorker.sendMessageToWorker', { sessionId, message });
      channels.set(sessionId, new WorkerChannel(workerInfo, post));
    }),
    connection.on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) =>
      channels.get(sessionId)?.receive(message),
    ),
    connection.on('NodeWorker.detachedFromWorker', ({ sessionId }) => end(sessionId)),
  ];
  const dispose = () => {
    for (const subscription of subscriptions) subscription.dispose();
    for (const sessionId of [...channels.keys()]) end(sessionId);
  };
  try {
    await connection.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    get list() {
      return [...channels.values()];
    },
    async close() {
      dispose();
      await connection.send('NodeWorker.disable').catch(() => {});
    },
  };
}
