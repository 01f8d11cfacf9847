// What jobs in the queues say of a block.
import { describe, expect, test } from 'vitest';
import type { CdpConnection } from '../../cdp/connection.ts';
import { type Job, queuedJobs, ranAllAlong } from './queued-jobs.ts';

const end = 10_000;
const job = (at: number, asyncId: number, afterMs: number | null): Job => ({
  queued: at,
  asyncId,
  ran: afterMs === null ? null : at + afterMs,
});
const jobs = (count: number, make: (i: number) => Job) =>
  Array.from({ length: count }, (_, i) => make(i));

describe('the queues', () => {
  test.each([
    ['one long turn', jobs(8, (i) => job(i * 50, 7, null)), false],
    ['ticks that queue the next', jobs(8, (i) => job(i * 50, 100 + i, null)), true],
    ['microtasks that queue the next', jobs(8, (i) => job(i * 50, 7, 1)), true],
    ['two long turns', jobs(8, (i) => job(i * 50, i < 4 ? 7 : 9, null)), false],
    ['too short to tell', jobs(1, () => job(0, 7, 1)), null],
    ['a block that was over by then', jobs(8, (i) => job(end + i, 7, 1)), null],
  ])('%s', (_name, given, expected) => {
    expect(ranAllAlong(given, end)).toBe(expected);
  });
});

test('a block that lasts for hours is not remembered from its beginning', async () => {
  let made = 0;
  const held = new Set<string>();
  const connection = {
    async send(method: string, { objectId }: { objectId?: string } = {}) {
      if (method === 'Runtime.releaseObject') return void held.delete(objectId ?? '');
      held.add(`${++made}`);
      return { result: { objectId: `${made}` } };
    },
  } as unknown as CdpConnection;
  const queued = queuedJobs(connection);
  for (let i = 0; i < 1_000; i++) await queued.queue();
  expect(made).toBe(1_000);
  expect(held.size).toBeLessThanOrEqual(40);
  queued.forget();
  expect(held.size).toBe(0);
});
