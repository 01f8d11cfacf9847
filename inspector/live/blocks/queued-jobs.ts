/** Asks whether the target's job queues are worked off while its loop does not turn. */
import type { CdpConnection } from '../../cdp/connection.ts';
import { callValue, evaluateHandle } from '../../cdp/evaluate.ts';

export interface QueuedJobs {
  /** Queues a job in the microtask queue and one in `nextTick`'s. */
  queue(): Promise<void>;
  /**
   * Whether the queues were worked off all along: most of the jobs ran at once, and at least two. One may run between
   * two long turns of the program; several do not. `null` when fewer than two were asked in time.
   * @param untilMs on the clock of the beats: what ran later ran because the block was over
   */
  ran(untilMs: number): Promise<boolean | null>;
  /** Lets go of all. */
  forget(): void;
}

/** Served by an interrupt, so also in a busy loop. Leaves nothing: the jobs run once, and hold two numbers. */
const queueJobs = `(() => {
  const { performance } = require('perf_hooks');
  const now = Object.getPrototypeOf(performance).now.bind(performance);
  const job = { queued: now(), ran: null };
  const mark = () => { job.ran ??= now(); };
  (async () => { await null; mark(); })();
  process.nextTick(mark);
  return job;
})()`;

interface Job {
  readonly queued: number;
  readonly ran: number | null;
}

/** Milliseconds in which a queue that is worked off comes to a new job. */
const promptMs = 25;

export function queuedJobs(connection: CdpConnection): QueuedJobs {
  let handles: string[] = [];
  const forget = () => {
    for (const objectId of handles)
      connection.send('Runtime.releaseObject', { objectId }).catch(() => {});
    handles = [];
  };
  return {
    async queue() {
      handles.push(await evaluateHandle(connection, queueJobs));
    },
    async ran(untilMs) {
      const jobs: Job[] = [];
      for (const handle of handles) {
        jobs.push(await callValue<Job>(connection, handle, 'function () { return this; }'));
      }
      forget();
      const asked = jobs.filter(({ queued }) => queued < untilMs - promptMs);
      const prompt = asked.filter(({ queued, ran }) => ran !== null && ran - queued < promptMs);
      return asked.length < 2 ? null : prompt.length >= 2 && prompt.length * 3 >= asked.length * 2;
    },
    forget,
  };
}
