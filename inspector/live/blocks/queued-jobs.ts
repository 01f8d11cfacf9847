/** Asks whether the target's job queues are worked off while its loop does not turn. */
import type { CdpConnection } from '../../cdp/connection.ts';
import { callValue, evaluateHandle } from '../../cdp/evaluate.ts';

export interface QueuedJobs {
  /** Queues a job in the microtask queue and one in `nextTick`'s. */
  queue(): Promise<void>;
  /** When the first of them ran, in milliseconds on the clock of the beats; `null` when none has. */
  ranAt(): Promise<number | null>;
}

/** Served by an interrupt, so also in a busy loop. Leaves nothing: the jobs run once, and hold one number. */
const queueJobs = `(() => {
  const { performance } = require('perf_hooks');
  const now = Object.getPrototypeOf(performance).now.bind(performance);
  const ran = { at: null };
  const mark = () => { ran.at ??= now(); };
  (async () => { await null; mark(); })();
  process.nextTick(mark);
  return ran;
})()`;

export function queuedJobs(connection: CdpConnection): QueuedJobs {
  let handle: string | null = null;
  return {
    async queue() {
      handle = await evaluateHandle(connection, queueJobs);
    },
    async ranAt() {
      if (handle === null) return null;
      const objectId = handle;
      handle = null;
      const at = await callValue<number | null>(
        connection,
        objectId,
        'function () { return this.at; }',
      );
      await connection.send('Runtime.releaseObject', { objectId });
      return at;
    },
  };
}
