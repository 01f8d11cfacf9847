/**
 * Stalled worker: a worker thread does not turn its event loop, while tasks of the main thread wait for its messages.
 *
 * Means: A worker takes a message when its loop turns. One that waits in `Atomics.wait`, or computes without end, takes
 * none: what is posted to it is never answered, and the main thread waits with an idle loop.
 *
 * Told by: Each worker is asked for a turn of its loop; one that gives none for a second (`dump`) or for the stuck
 * threshold (`watch`) is looked at where it is. It is reported when tasks of the main thread wait, in a live session for
 * longer than the stuck threshold, in files that use worker threads or import what does. A worker that computes, or is
 * inside a native call, may be at work on what is waited for: it is reported only in a live session, after three times as
 * long. So is a pool whose idle workers wait in `Atomics.wait`: nothing is said while another worker of the same file is
 * at work, or when the wait is in a package. Node 18 is not asked, as it may crash of it.
 *
 * Certainty: Measured: the loop that gives no turn, and the place. Which task waits for which worker is not seen.
 *
 * Advice: Let the worker wait for messages, or for `Atomics.waitAsync`; cut long work into pieces; and give the request a
 * time limit after which the worker is replaced.
 *
 * Rules: none
 */
import type { Finding } from '../../protocol/finding.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { Observations, ObservedWorkers, WorkerLoop } from '../../protocol/observations.ts';
import type { Diagnosis } from './diagnosis.ts';
import { isUserPlace, locationKey, namePlace, placeOf, stackEvidence } from './location.ts';
import { duration, plural } from './wording.ts';

/** In a dump, which cannot wait for long. */
const shortestMs = 1_000;
/** Of the stuck threshold, for one that may be at work. */
const patience = 3;
const mostPlaces = 5;

interface Waiting {
  readonly count: number;
  readonly frames: readonly Frame[];
}

type Stalled = WorkerLoop & { readonly stalledMs: number };

export const stalledWorker: Diagnosis = (observations) => {
  const { workers } = observations;
  if (!workers) return [];
  const stalled = workers.loops.filter((loop) => isStalled(loop, workers, observations));
  const waiting = stalled.length > 0 ? waitingTasks(workers.users, observations) : [];
  return waiting.length > 0 ? stalled.map((loop) => finding(loop, waiting)) : [];
};

function isStalled(
  loop: WorkerLoop,
  { loops }: ObservedWorkers,
  { live, thresholds }: Observations,
): loop is Stalled {
  const { stalledMs, doing, file, frames } = loop;
  if (stalledMs === null) return false;
  if (doing !== 'waits') return live !== null && stalledMs >= patience * thresholds.stuckAfterMs;
  const atWork = loops.some((other) => other.file === file && isAtWork(other));
  if (atWork || !isUserPlace(placeOf(frames))) return false;
  return stalledMs >= (live ? thresholds.stuckAfterMs : shortestMs);
}

function isAtWork({ doing }: WorkerLoop): boolean {
  return doing === 'computes' || doing === 'native';
}

function waitingTasks(users: readonly string[], { tasks, live }: Observations): readonly Waiting[] {
  const groups = live
    ? live.groups.map(({ group, readings }) => {
        const isStuck = group.state === 'stuck';
        return { ...group, count: readings.at(-1)?.stuck ?? (isStuck ? group.count : 0) };
      })
    : (tasks?.groups ?? []);
  return groups
    .filter(({ state, count }) => state !== 'cycle' && count > 0)
    .filter(({ frames }) => frames.some(({ file }) => users.includes(file)))
    .sort((a, b) => b.count - a.count);
}

const does = {
  waits: 'waits in Atomics.wait',
  computes: 'runs',
  native: 'is inside a native call',
} as const;

function finding(loop: Stalled, waiting: readonly Waiting[]): Finding {
  const { threadId, name, file, stalledMs, doing, frames } = loop;
  const place = placeOf(frames);
  const count = waiting.reduce((sum, each) => sum + each.count, 0);
  const at = placeOf(waiting[0]?.frames ?? []);
  const where = place ? `${doing === 'waits' ? ', in' : ''} ${namePlace(place)}` : '';
  return {
    id: 'stalled-worker',
    severity: 'warning',
    certainty: 'measured',
    cause: null,
    message: `Worker ${threadId}${named(loop)} has not turned its event loop for at least ${duration(stalledMs)}: it ${does[doing ?? 'native']}${where}, while ${plural(count, 'task')} of the main thread ${count === 1 ? 'waits' : 'wait'} in ${namePlace(at)}.`,
    location: place?.location ?? null,
    evidence: {
      threadId,
      name,
      file,
      stalledMs: Math.round(stalledMs),
      doing,
      ...stackEvidence(frames),
      waitingTasks: count,
      waitingAt: waiting
        .slice(0, mostPlaces)
        .flatMap((each) => placeOf(each.frames) ?? [])
        .map((each) => `${each.frame.function} ${locationKey(each.location)}`),
    },
    advice:
      doing === 'waits'
        ? 'Let the worker wait for the message instead, or for `Atomics.waitAsync`, so that its loop turns.'
        : 'Cut the work into pieces with turns of the loop in between, and give the request a time limit after which the worker is replaced.',
    rule: null,
  };
}

function named({ name, file }: WorkerLoop): string {
  const names = [name, file?.slice(file.search(/[^\\/]*$/)) ?? ''].filter((each) => each !== '');
  return names.length > 0 ? ` (${names.join(', ')})` : '';
}
