/** How tests collect: without a limit for the pause, unless they say so. */

import type { CollectOptions, Session } from '../../inspector/session.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';

export function collect(
  session: Session,
  options: Partial<CollectOptions> = {},
): Promise<PendingTasks> {
  return session.collectPendingTasks({
    signal: new AbortController().signal,
    maxPauseMs: 60_000,
    stuckAfterMs: 10_000,
    remember: false,
    ...options,
  });
}
