/** Icons and words for the states of tasks, the same in every place. */
import type { TaskState } from '../../protocol/pending-tasks.ts';
import type { RowIcon } from './row.ts';

export const stateIcons: Readonly<Record<TaskState, RowIcon>> = {
  pending: { id: 'watch' },
  stuck: { id: 'warning', color: 'list.warningForeground' },
  cycle: { id: 'sync', color: 'list.errorForeground' },
};

export const stateWords: Readonly<Record<TaskState, string>> = {
  pending: 'pending',
  stuck: 'stuck',
  cycle: 'await cycle',
};
