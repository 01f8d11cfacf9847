/** The whole dump of one attached target: collect, derive, diagnose. */
import type { DumpReport } from '../protocol/dump.ts';
import { diagnose } from './diagnose/index.ts';
import type { CollectOptions, Session } from './session.ts';

/** Milliseconds for which the event loop is watched: twenty ticks of its timer. */
const loopWatchMs = 200;

/** A block is one turn of the loop that takes longer. */
const defaultBlockMs = 100;

/** Does not detach. Throws as `Session.collectPendingTasks` does. */
export async function dump(session: Session, options: CollectOptions): Promise<DumpReport> {
  const started = performance.now();
  // Before the survey, whose pause is ours and not the program's.
  const workersAsked = await session.askWorkers(options.signal);
  const loop = await session.measureLoop(loopWatchMs, options.signal);
  const tasks = await session.collectPendingTasks(options);
  const workers = await workersAsked(tasks);
  const totalMs = session.attachMs + performance.now() - started;
  return {
    version: 1,
    target: session.info,
    tasks: tasks.groups,
    promises: tasks.promises,
    loop,
    workers: workers.loops,
    findings: diagnose({
      tasks,
      live: null,
      workers,
      thresholds: { stuckAfterMs: options.stuckAfterMs, blockMs: defaultBlockMs },
    }),
    cost: { ...tasks.cost, attachMs: session.attachMs, totalMs },
  };
}
