/** What the page says of a target, from what the sessions know of it. */
import type { PageSubject } from '../../inspector/page/page-model.ts';
import type { SessionState } from '../../protocol/rpc/webview.ts';
import { isLive, type Target } from '../sessions/target.ts';

export type KnownSubject = Omit<PageSubject, 'address' | 'budgetPercent'>;

/**
 * @param target `null`: it was detached, or never attached in this window
 * @param last what was shown until now: what was seen stays
 */
export function subjectOf(target: Target | null, last: KnownSubject): KnownSubject {
  if (!target) return { ...last, state: endOf(last.state) };
  const { info, live } = target;
  return {
    state: stateOf(target),
    target: info ?? last.target,
    attachMs: target.attachMs ?? last.attachMs,
    live: live ?? last.live,
    thresholds: live?.thresholds ?? last.thresholds,
  };
}

function stateOf(target: Target): SessionState {
  const { state } = target;
  if (state.kind === 'attaching') return { kind: 'attaching' };
  if (state.kind === 'gone') return { kind: 'gone', reason: state.reason };
  // A collection that failed says so in the tree; the live session goes on.
  return isLive(target) ? { kind: 'live' } : { kind: 'idle' };
}

/** What ended by itself stays so. */
function endOf(state: SessionState): SessionState {
  return state.kind === 'gone' ? state : { kind: 'detached' };
}
