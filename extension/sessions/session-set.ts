/** The processes that are attached, being attached or gone: the model behind the views. */
import { Emitter } from '../../inspector/base/emitter.ts';
import { UserError } from '../../inspector/base/user-error.ts';
import type {
  CollectOptions,
  Disconnect,
  LiveOptions,
  RecordOptions,
  Session,
} from '../../inspector/session.ts';
import type { CpuRecording } from '../../protocol/cpu-profile.ts';
import type { StopOutcome } from '../../protocol/live.ts';
import { type LiveChange, LiveFeed } from './live-feed.ts';
import { isConnected, type OwnTarget, type Target } from './target.ts';

export interface AttachRequest {
  /** What the user asked for; the same text is the same target. */
  readonly address: string;
  readonly signal: AbortSignal;
  readonly attach: (signal: AbortSignal) => Promise<Session>;
}

export type LiveRequest = Pick<LiveOptions, 'budgetPercent' | 'thresholds' | 'signal'>;

export interface TargetLiveChange {
  readonly target: Target;
  readonly change: LiveChange;
}

export class SessionSet {
  readonly #targets = new Map<string, OwnTarget>();
  readonly #changed = new Emitter<void>();
  readonly #liveChanged = new Emitter<TargetLiveChange>();
  /** Detaches that were begun, so that the end of the editor can wait for them. */
  readonly #leaving = new Set<Promise<void>>();

  /** A target came, left or changed its state. */
  readonly onDidChange = this.#changed.event;
  /** Something happened in a target that is followed: several times a second. */
  readonly onDidChangeLive = this.#liveChanged.event;

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
    const target: OwnTarget = {
      id: address,
      address,
      state: { kind: 'attaching' },
      info: null,
      tasks: null,
      live: null,
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

  async #admit(target: OwnTarget, session: Session): Promise<Target> {
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
    target.attachMs = session.attachMs;
    target.state = { kind: 'attached' };
    session.onDidDisconnect((reason) => this.#lose(target, reason));
    this.#changed.fire();
    return target;
  }

  /**
   * Follows what happens from here on, in place of an earlier live session. Tasks from before are seen after the next
   * collection. Throws what the session throws.
   */
  async goLive(target: Target, request: LiveRequest): Promise<void> {
    const own = this.#targets.get(target.id);
    if (!own?.session || !isConnected(own)) return;
    const feed = new LiveFeed(request.thresholds);
    feed.onDidChange((change) => this.#liveChanged.fire({ target: own, change }));
    const signal = AbortSignal.any([request.signal, own.ended.signal]);
    this.#setLive(own, feed);
    try {
      const onEvent = feed.receive.bind(feed);
      feed.follow(await own.session.live({ ...request, signal, survey: null, onEvent }));
    } catch (error) {
      if (own.live === feed) this.#setLive(own, null);
      // Detached meanwhile: that was no failure.
      if (!own.ended.signal.aborted) throw error;
    }
  }

  /** The target stays attached. */
  async stopLive(target: Target): Promise<void> {
    const own = this.#targets.get(target.id);
    if (!own?.live) return;
    const feed = own.live;
    this.#setLive(own, null);
    await feed.stop();
  }

  /** Stops the JavaScript that blocks the loop of a target that is followed. Throws what the session throws. */
  async stopBlock(target: Target, signal: AbortSignal): Promise<StopOutcome> {
    const own = this.#targets.get(target.id);
    if (!own?.live) return 'over';
    return own.live.stopBlock(AbortSignal.any([signal, own.ended.signal]));
  }

  /** Throws what the session throws; `lost` when there is none any more. */
  async recordCpuProfile(target: Target, options: RecordOptions): Promise<CpuRecording> {
    const session = this.#targets.get(target.id)?.session;
    if (!session) throw new UserError('lost', 'The process is not attached any more.');
    return session.recordCpuProfile(options);
  }

  #setLive(target: OwnTarget, feed: LiveFeed | null): void {
    target.live?.dispose();
    target.live = feed;
    this.#changed.fire();
  }

  /** Collects anew. Calls that come while one runs share it. Throws what the session throws. */
  collect(target: Target, options: CollectOptions): Promise<void> {
    const own = this.#targets.get(target.id);
    if (!own?.session || !isConnected(own)) return Promise.resolve();
    own.collection ??= this.#collectOnce(own, own.session, options).finally(() => {
      own.collection = null;
    });
    return own.collection;
  }

  async #collectOnce(target: OwnTarget, session: Session, options: CollectOptions): Promise<void> {
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
    const own = this.#targets.get(target.id);
    if (!own) return;
    this.#forget(own);
    if (own.session) await this.#leave(own.session);
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

  #forget(target: OwnTarget): void {
    target.ended.abort();
    target.live?.dispose();
    if (this.#targets.get(target.id) !== target) return;
    this.#targets.delete(target.id);
    this.#changed.fire();
  }

  #lose(target: OwnTarget, reason: Disconnect): void {
    target.state = { kind: 'gone', reason };
    // Frees what the session holds on our side.
    if (target.session) void this.#leave(target.session);
    target.session = null;
    target.live?.end();
    this.#changed.fire();
  }

  #setUnlessGone(target: OwnTarget, state: OwnTarget['state']): void {
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
