/** Which picture of a target's tasks is shown: that of the last survey, or the live one that goes on from it. */
import type { LiveTasks } from '../../protocol/live.ts';
import type { PendingTasks, TaskGroup } from '../../protocol/pending-tasks.ts';
import type { Target } from './target.ts';

export interface ShownTasks {
  readonly groups: readonly TaskGroup[];
}

/**
 * The agent works off the promises of a survey in slices of 4 ms, ten a second, at some 4 µs each
 * (inspector/agent/live/promise-follower.ts). Until it is through, the live picture lacks some of them.
 */
const promisesPerMs = 10;
/** Milliseconds for the first slice, the report of a second, and its way here. */
const firstReportMs = 2_500;

/** `null` until something was collected. The same object as long as nothing new is known. */
export function shownTasks({ tasks, live }: Pick<Target, 'tasks' | 'live'>): ShownTasks | null {
  const picture = live?.tasks ?? null;
  if (!tasks || !picture) return tasks ?? picture;
  const readyAt = tasks.collectedAt + firstReportMs + tasks.promises.pending / promisesPerMs;
  return picture.time >= readyAt ? withProofs(picture, tasks) : tasks;
}

const completed = new WeakMap<LiveTasks, ShownTasks>();

/** Nothing can settle a proven cycle: it stays proven, though a sample of promises alone could not tell. */
function withProofs(picture: LiveTasks, tasks: PendingTasks): ShownTasks {
  let shown = completed.get(picture);
  if (!shown) {
    const proven = new Map(
      tasks.groups.filter((group) => group.proven).map((g) => [g.id, g.count]),
    );
    const groups = picture.groups.map((group) =>
      group.count <= (proven.get(group.id) ?? 0) ? { ...group, proven: true } : group,
    );
    shown = proven.size === 0 ? picture : { groups };
    completed.set(picture, shown);
  }
  return shown;
}
