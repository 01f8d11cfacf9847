/** Icons and words for the states of tasks, the same in every place. */
import type { TaskState } from '../../protocol/pending-tasks.ts';
import type { RowIcon } from './row.ts';

/** `waiting`: pending for so long that a person would notice, and not yet stuck. */
export type ShownState = TaskState | 'waiting';

/** Milliseconds: every service has tasks that are pending for less than a second. */
const waitingAfter = 1_000;

export interface Aged {
  readonly state: TaskState;
  /** Milliseconds for which Loopscope has seen it; its age is that at least. */
  readonly observedMs: number;
}

export function shownState({ state, observedMs }: Aged): ShownState {
  return state === 'pending' && observedMs >= waitingAfter ? 'waiting' : state;
}

export const stateIcons: Readonly<Record<ShownState, RowIcon>> = {
  pending: { id: 'circle-outline', color: 'disabledForeground' },
  waiting: { id: 'watch' },
  stuck: { id: 'warning', color: 'list.warningForeground' },
  cycle: { id: 'sync', color: 'list.errorForeground' },
};

export const stateWords: Readonly<Record<ShownState, string>> = {
  pending: 'pending',
  waiting: 'waiting',
  stuck: 'stuck',
  cycle: 'await cycle',
};
