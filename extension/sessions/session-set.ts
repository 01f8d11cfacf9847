/** The processes that are attached, being attached or gone: the model behind the views. */
import { Emitter } from '../../inspector/base/emitter.ts';
import { UserError } from '../../inspector/base/user-error.ts';
import type { CollectOptions, Disconnect, Session } from '../../inspector/session.ts';
import { isConnected, type LiveTarget, type Target } from './target.ts';

export interface AttachRequest {
  /** What the user asked for; the same text is the same target. */
  readonly address: string;
  readonly signal: AbortSignal;
  readonly attach: (signal: AbortSignal) => Promise<Session>;
}

export class SessionSet {
  readonly #targets = new Map<string, LiveTarget>();
  readonly #changed = new Emitter<void>();
  /** Detaches that were begun, so that the end of the editor can wait for them. */
  readonly #leaving = new Set<Promise<void>>();

  /** A target came, left or changed its state. */
  readonly onDidChange = this.#changed.event;

  /** In the order in which they were attached. */
  get targets(): readonly Target[] {
    return [...this.#targets.values()];
  }

  /** The target of this process, unless it is gone. */
  withPid(pid: number): Target | null {
    const address = String(pid);
    const found = [...this.#targets.values()].find(
      (target) => isConnected(target) && (target.info?.pid === pid || target.address === address),
    );
    return found ?? null;
  }

  /** Attaches, or returns the target that is attached already. Throws what `attach` throws. */
  async attach({ address, signal, attach }: AttachRequest): Promise<Target> {
    const known = this.#targets.get(address);
    if (known && isConnected(known)) return known;
    const target: LiveTarget = {
      id: address,
      address,
      state: { kind: 'attaching' },
      info: null,
      tasks: null,
      session: null,
      ended: new AbortController(),
      collection: null,
    };
    // In place of an earlier one that is gone.
    this.#targets.set(address, target);
    this.#changed.fire();
    try {
      const session = await attach(AbortSignal.any([signal, target.ended.signal]));
      return await this.#admit(target, session);
    } catch (error) {
      this.#forget(target);
      throw error;
    }
  }

  async #admit(target: LiveTarget, session: Session): Promise<Target> {
    if (target.ended.signal.aborted) {
      await this.#leave(session);
      throw new UserError('cancelled', 'Attaching was cancelled.');
    }
    const same = [...this.#targets.values()].find(
      (other) => other !== target && isConnected(other) && isSameProcess(other, session),
    );
    if (same) {
      // The same process by another name: one connection is enough.
      this.#forget(target);
      await this.#leave(session);
      return same;
    }
    target.session = session;
    target.info = session.info;
    target.state = { kind: 'attached' };
    session.onDidDisconnect((reason) => this.#lose(target, reason));
    this.#changed.fire();
    return target;
  }

  /** Collects anew. Calls that come while one runs share it. Throws what the session throws. */
  collect(target: Target, options: CollectOptions): Promise<void> {
    const live = this.#targets.get(target.id);
    if (!live?.session || !isConnected(live)) return Promise.resolve();
    live.collection ??= this.#collectOnce(live, live.session, options).finally(() => {
      live.collection = null;
    });
    return live.collection;
  }

  async #collectOnce(target: LiveTarget, session: Session, options: CollectOptions): Promise<void> {
    const signal = AbortSignal.any([options.signal, target.ended.signal]);
    target.state = { kind: 'collecting' };
    this.#changed.fire();
    try {
      target.tasks = await session.collectPendingTasks({ ...options, signal });
      this.#setUnlessGone(target, { kind: 'attached' });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#setUnlessGone(target, { kind: 'failed', message });
      // Detached meanwhile: that was no failure, and nobody waits for the answer.
      if (!target.ended.signal.aborted) throw error;
    }
  }

  /** Takes the target out at once; resolves when the process is as it was found. */
  async detach(target: Target): Promise<void> {
    const live = this.#targets.get(target.id);
    if (!live) return;
    this.#forget(live);
    if (live.session) await this.#leave(live.session);
  }

  /** Also waits for the detaches that were begun before. */
  async detachAll(): Promise<void> {
    await Promise.all(this.targets.map((target) => this.detach(target)));
    await Promise.all(this.#leaving);
  }

  #leave(session: Session): Promise<void> {
    const leaving = session.detach().finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    return leaving;
  }

  #forget(target: LiveTarget): void {
    target.ended.abort();
    if (this.#targets.get(target.id) !== target) return;
    this.#targets.delete(target.id);
    this.#changed.fire();
  }

  #lose(target: LiveTarget, reason: Disconnect): void {
    target.state = { kind: 'gone', reason };
    // Frees what the session holds on our side.
    if (target.session) void this.#leave(target.session);
    target.session = null;
    this.#changed.fire();
  }

  #setUnlessGone(target: LiveTarget, state: LiveTarget['state']): void {
    if (!isConnected(target)) return;
    target.state = state;
    this.#changed.fire();
  }
}

/** Two machines may both have a process 4711, so the address counts too. */
function isSameProcess(target: Target, { info }: Session): boolean {
  const known = target.info;
  return (
    known !== null &&
    known.pid === info.pid &&
    known.address.host === info.address.host &&
    known.address.port === info.address.port
  );
}
