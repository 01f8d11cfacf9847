// Worker threads that do not turn their loops are found, with the place, and are left as they were.
import { describe, expect, test } from 'vitest';
import { dump } from '../../inspector/dump.ts';
import type { WorkerLoop } from '../../protocol/observations.ts';
import { nodeMajors } from '../support/node-versions.ts';
import { Target } from '../support/target.ts';

const options = {
  signal: new AbortController().signal,
  maxPauseMs: 60_000,
  stuckAfterMs: 10_000,
  remember: false,
};

const told = (workers: readonly WorkerLoop[]) =>
  [...workers]
    .sort((a, b) => a.threadId - b.threadId)
    .map(({ name, doing, frames }) => [name, doing, frames[0]?.function ?? null]);

const asked = nodeMajors.filter((major) => major >= 20);

test('Node 18 is not asked, as it would crash when a worker ends meanwhile', async () => {
  const target = await Target.start(18, 'workers.cjs');
  try {
    const session = await target.attach();
    expect((await dump(session, options)).workers).toEqual([]);
    await session.detach();
  } finally {
    await target.kill();
  }
});

describe.each(asked)('worker threads of Node %i', (major) => {
  test('are told apart, and go on as if nothing had been', async () => {
    const target = await Target.start(major, 'workers.cjs');
    try {
      const main = await target.ask('main');
      const session = await target.attach();
      const report = await dump(session, options);
      expect(told(report.workers)).toEqual([
        ['turn', null, null],
        ['park', 'waits', 'park'],
        ['compute', 'computes', 'compute'],
      ]);
      const again = await dump(session, options);
      expect(told(again.workers)).toEqual(told(report.workers));
      await session.detach();
      expect(await target.ask('main')).toEqual(main);
      await target.ask('release');
      await expect.poll(() => target.ask('after')).toEqual(await target.ask('before'));
    } finally {
      await target.kill();
    }
  });

  test('may end while they are asked', async () => {
    const target = await Target.start(major, 'workers.cjs');
    try {
      const session = await target.attach();
      const tasks = await session.collectPendingTasks(options);
      const looked = await session.askWorkers(options.signal);
      await target.ask('end');
      const { loops } = await looked(tasks);
      expect(loops.filter(({ stalledMs }) => stalledMs !== null)).toEqual([]);
      await session.detach();
      expect(await target.ask('main')).toMatchObject({ threadId: 0 });
    } finally {
      await target.kill();
    }
  });
});
