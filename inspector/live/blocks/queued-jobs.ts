/**
 * Asks whether the target's job queues are worked off while its loop does not turn.
 *
 * The microtask queue is asked by a job of ours. The queue of `process.nextTick` is not: a tick that is added while a
 * request interrupts the target may never run, nor any after it (docs/architecture.md). But each tick, as each callback
 * of the loop, has an async id of its own, so it is seen whether the same one runs as 50 ms before.
 */
import type { CdpConnection } from '../../cdp/connection.ts';
import { callValue, evaluateHandle } from '../../cdp/evaluate.ts';

export interface QueuedJobs {
  /** Queues a job in the microtask queue, and notes what runs. */
  queue(): Promise<void>;
  /**
   * Whether the queues were worked off all along: most of the jobs ran at once, and at least two. One may run between
   * two long turns of the program; several do not. `null` when fewer than two were asked in time.
   * @param untilMs on the clock of the beats: what ran later ran because the block was over
   */
  ran(untilMs: number): Promise<boolean | null>;
  /** The same while it goes on, from the newest jobs; lets go of none. */
  ranSoFar(): Promise<boolean | null>;
  /** Lets go of all. */
  forget(): void;
}

/** Served by an interrupt, so also in a busy loop. Leaves nothing: the job runs once, and holds three numbers. */
const queueJob = `(() => {
  const { performance } = require('perf_hooks');
  const now = Object.getPrototypeOf(performance).now.bind(performance);
  const job = { queued: now(), asyncId: require('async_hooks').executionAsyncId(), ran: null };
  (async () => { await null; job.ran = now(); })();
  return job;
})()`;

export interface Job {
  readonly queued: number;
  /** Of what was interrupted. */
  readonly asyncId: number;
  readonly ran: number | null;
}

/** Milliseconds in which a queue that is worked off comes to a new job. */
const promptMs = 25;
/** Jobs that are kept, the newest: a block may last for hours. */
const mostJobs = 40;
/** That are asked while a block goes on. */
const enoughJobs = 8;

export function queuedJobs(connection: CdpConnection): QueuedJobs {
  let handles: string[] = [];
  const release = (objectIds: readonly string[]) => {
    for (const objectId of objectIds)
      connection.send('Runtime.releaseObject', { objectId }).catch(() => {});
  };
  const read = async (objectIds: readonly string[]) => {
    const jobs: Job[] = [];
    for (const objectId of objectIds) {
      jobs.push(await callValue<Job>(connection, objectId, 'function () { return this; }'));
    }
    return jobs;
  };
  const forget = () => {
    release(handles);
    handles = [];
  };
  return {
    async queue() {
      handles.push(await evaluateHandle(connection, queueJob));
      release(handles.splice(0, handles.length - mostJobs));
    },
    async ran(untilMs) {
      const jobs = await read(handles);
      forget();
      return ranAllAlong(jobs, untilMs);
    },
    async ranSoFar() {
      const jobs = await read(handles.slice(-enoughJobs));
      // The newest one has had no time yet.
      return ranAllAlong(jobs, jobs.at(-1)?.queued ?? 0);
    },
    forget,
  };
}

/** See `QueuedJobs.ran`. Pure. */
export function ranAllAlong(jobs: readonly Job[], untilMs: number): boolean | null {
  const asked = jobs.filter(({ queued }) => queued < untilMs - promptMs);
  if (asked.length < 2) return null;
  const prompt = asked.filter(({ queued, ran }) => ran !== null && ran - queued < promptMs).length;
  const changes = asked.filter(
    ({ asyncId }, i) => i > 0 && asked[i - 1]?.asyncId !== asyncId,
  ).length;
  const isMost = (count: number, of: number) => count >= 2 && count * 3 >= of * 2;
  return isMost(prompt, asked.length) || isMost(changes, asked.length - 1);
}
