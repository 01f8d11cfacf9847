/** One process in Pending Tasks, from the request to attach until it is detached or dismissed. */
import type { Disconnect, Session } from '../../inspector/session.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import type { LiveFeed, LiveState } from './live-feed.ts';

export type TargetState =
  | { readonly kind: 'attaching' }
  | { readonly kind: 'collecting' }
  | { readonly kind: 'attached' }
  /** The last collection failed; the connection stands. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The connection ended without a detach. */
  | { readonly kind: 'gone'; readonly reason: Disconnect };

export interface Target {
  /** The same for the same process or address. */
  readonly id: string;
  /** What the user asked for, such as `4711` or `127.0.0.1:9229`. */
  readonly address: string;
  readonly state: TargetState;
  /** `null` until it is attached. */
  readonly info: TargetInfo | null;
  /** Milliseconds until its first answer. */
  readonly attachMs?: number;
  /** The last collection, also when a later one failed or the target is gone. */
  readonly tasks: PendingTasks | null;
  /** What happens since the attach; stays when the target is gone. `null` while nothing is followed. */
  readonly live: LiveState | null;
}

/** What only the session set may change. */
export interface OwnTarget extends Target {
  state: TargetState;
  info: TargetInfo | null;
  attachMs?: number;
  tasks: PendingTasks | null;
  live: LiveFeed | null;
  session: Session | null;
  /** Aborted when the target leaves the set. */
  readonly ended: AbortController;
  collection: Promise<void> | null;
}

/** True while there is, or will be, something to detach from. */
export function isConnected(target: Target): boolean {
  return target.state.kind !== 'gone';
}

/** True while Loopscope is at work on it. */
export function isBusy(target: Target): boolean {
  return target.state.kind === 'attaching' || target.state.kind === 'collecting';
}

/** True while its live session goes on. */
export function isLive({ live }: Pick<Target, 'live'>): boolean {
  return live !== null && !live.ended;
}
