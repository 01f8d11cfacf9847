// Promises are followed from birth to end on real processes: exactly when they are few, as estimates when many.
import { describe, expect, test } from 'vitest';
import { Watched } from '../support/live.ts';
import { nodeMajors } from '../support/node-versions.ts';
import { Target } from '../support/target.ts';

const patient = { timeout: 25_000, interval: 200 };

async function withLive(
  major: (typeof nodeMajors)[number],
  args: readonly string[],
  work: (target: Target, watched: Watched) => Promise<void>,
): Promise<void> {
  const target = await Target.start(major, 'live.cjs', { args });
  try {
    const watched = await Watched.start(target);
    // Few promises: within seconds every one is looked at.
    await expect.poll(() => watched.last?.sampling.mode, patient).toBe('continuous');
    await work(target, watched);
  } finally {
    await target.kill();
  }
}

describe.each(nodeMajors)('promises of Node %i', (major) => {
  test('tasks from before the attach are told from those since, and both are exact', async () => {
    await withLive(major, ['3'], async (target, watched) => {
      await expect.poll(() => watched.groups('held')[0]?.count, patient).toBe(3);
      expect(watched.groups('held')[0]).toMatchObject({ ageMs: null, estimated: false });
      await target.ask('release');
      await expect.poll(() => watched.groups('held'), patient).toEqual([]);

      await target.ask('hold');
      const born = Date.now();
      await expect.poll(() => watched.groups('held')[0]?.count, patient).toBe(5);
      const group = watched.groups('held')[0];
      expect(group?.ageMs).toBeGreaterThan(400);
      // Exact to the distance of beats and the way to us.
      expect(group?.ageMs).toBeLessThan(Date.now() - born + 300);
      expect(group?.waitsFor).toBe('new Promise((resolve) => resolvers.push(resolve))');
      await expect.poll(() => watched.groups('held')[0]?.state, patient).toBe('stuck');
      await target.ask('release');
      await expect.poll(() => watched.groups('held'), patient).toEqual([]);
      const history = watched.observed.groups.find(
        ({ group }) => group.frames[0]?.function === 'held',
      );
      expect(history?.readings.at(-1)).toMatchObject({ count: 0, settled: 8, lost: 0 });
    });
  });

  test('a promise that is collected while a function awaits it is a lost continuation, proven', async () => {
    await withLive(major, [], async (target, watched) => {
      await target.ask('lose');
      await expect.poll(() => watched.groups('forgotten')[0]?.count, patient).toBe(4);
      await target.ask('collect');
      await expect.poll(() => watched.observed.lost.length, patient).toBe(4);
      for (const lost of watched.observed.lost) {
        expect(lost.proven).toBe(true);
        expect(lost.group.frames.map((frame) => frame.function)).toEqual(['forgotten', 'request']);
        expect(lost.followedMs).toBeGreaterThan(300);
      }
      expect(watched.groups('forgotten')).toEqual([]);
    });
  });

  test('promises that settle and are collected are not lost', async () => {
    await withLive(major, ['20'], async (target, watched) => {
      await expect.poll(() => watched.groups('held')[0]?.count, patient).toBe(20);
      await target.ask('release');
      await target.ask('collect');
      await expect.poll(() => watched.groups('held'), patient).toEqual([]);
      expect(watched.observed.lost).toEqual([]);
    });
  });

  test('an unhandled rejection comes with its async chain, whoever handles it', async () => {
    await withLive(major, [], async (target, watched) => {
      await target.ask('listen');
      await target.ask('float');
      await expect.poll(() => watched.observed.rejections.length, patient).toBe(1);
      const [rejection] = watched.observed.rejections;
      expect(rejection?.message).toBe('boom');
      expect(rejection?.frames.map((frame) => frame.function)).toEqual(['boom', 'floating']);
      expect(rejection?.frames[1]?.combinator).toEqual({ kind: 'all', index: 1 });
    });
  });

  test('one that nobody handles still ends the process, and is told with the exit code', async () => {
    await withLive(major, [], async (target, watched) => {
      target.tell('float');
      expect((await target.exited).code).toBe(1);
      await expect.poll(() => watched.detached, patient).toHaveLength(1);
      expect(watched.detached[0]).toMatchObject({ kind: 'exited', code: 1 });
      expect(watched.observed.rejections).toMatchObject([{ message: 'boom' }]);
    });
  });

  test('runs of an interval from before that overlap are counted', async () => {
    await withLive(major, [], async (_target, watched) => {
      const interval = () => watched.observed.timers.find(({ delayMs }) => delayMs === 300);
      await expect.poll(() => interval()?.overlaps ?? 0, patient).toBeGreaterThan(3);
      expect(interval()).toMatchObject({ kind: 'interval' });
      expect(interval()?.frames.at(-1)?.file).toMatch(/live\.cjs$/);
    });
  });
});

describe.each([20, 26] as const)('a million promises a second on Node %i', (major) => {
  // The first hook would slow such a program down for good (`bench/hook-prices.ts`): it is not set, and that is said.
  test('are not followed more than can be afforded, and the target goes on', async () => {
    const target = await Target.start(major, 'live.cjs');
    try {
      await target.ask('churn');
      const watched = await Watched.start(target);
      const before = await target.ask<number>('memory');
      const roundsBefore = await target.ask<number>('rounds');
      await expect.poll(() => watched.samples.length, { timeout: 40_000 }).toBeGreaterThan(14);
      const settled = watched.samples.slice(6);
      // Where promises are small enough, as on Node 26, windows can be afforded.
      for (const { sampling } of settled) expect(['off', 'windows']).toContain(sampling.mode);
      const overhead = settled.map(({ overheadPercent }) => overheadPercent).sort((a, b) => a - b);
      // The machine may be busy with other tests: the middle one, not each.
      expect(overhead[Math.floor(overhead.length / 2)]).toBeLessThan(3);
      expect(await target.ask<number>('rounds')).toBeGreaterThan(roundsBefore + 100);
      expect((await target.ask<number>('memory')) - before).toBeLessThan(20 * 2 ** 20);

      await target.ask('calm');
      // Half a minute without such garbage is waited for.
      const calm = { timeout: 60_000, interval: 500 };
      await expect.poll(() => watched.last?.sampling.mode, calm).toBe('continuous');
    } finally {
      await target.kill();
    }
  }, 120_000);
});

describe.each([20, 26] as const)('a hundred thousand promises a second on Node %i', (major) => {
  test('are sampled within the budget, and what they say is marked as an estimate', async () => {
    const target = await Target.start(major, 'live.cjs');
    try {
      await target.ask('bustle');
      await target.ask('waiters');
      const watched = await Watched.start(target);
      await expect.poll(() => watched.last?.sampling.mode, patient).toBe('windows');
      await expect.poll(() => watched.samples.length, { timeout: 40_000 }).toBeGreaterThan(14);
      const created = watched.samples.slice(6).map(({ promisesCreated }) => promisesCreated ?? 0);
      expect(Math.max(...created)).toBeGreaterThan(50_000);

      // 20 every 50 ms for 4 s: 1,600 wait at any time. Batches are sampled together, so the estimate scatters.
      const estimates = watched.observed.groups
        .filter(({ group }) => group.estimated && group.frames[0]?.function === 'waiter')
        .flatMap(({ readings }) => readings.map(({ count }) => count).slice(5));
      const mean = estimates.reduce((sum, count) => sum + count, 0) / estimates.length;
      expect(mean).toBeGreaterThan(500);
      expect(mean).toBeLessThan(4_000);
      // The guess is never shown as a count, nor a count as a guess.
      for (const group of watched.groups('waiter')) {
        expect(group.countIsExact && group.estimated).toBe(false);
      }
    } finally {
      await target.kill();
    }
  });
});
