// Programs that make it hard to inspect them: they are inspected nevertheless, and do not notice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attach } from '../../inspector/attach/attach.ts';
import { UserError } from '../../inspector/base/user-error.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import { Markers } from '../support/markers.ts';
import type { NodeMajor } from '../support/node-versions.ts';
import { attachOptions, collect, fixtures, Target } from '../support/target.ts';

const markers = new Markers(join(fixtures, 'adverse.cjs'));
const majors: readonly NodeMajor[] = [18, 20, 26];
const job = '5 × waiting@waiting < job@job';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-adverse-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withTarget(
  major: NodeMajor,
  kind: string,
  work: (target: Target) => Promise<void>,
  execArgv: readonly string[] = [],
): Promise<void> {
  const target = await Target.start(major, 'adverse.cjs', {
    args: [kind, join(folder, `stop-${major}-${kind}`)],
    execArgv,
  });
  try {
    await work(target);
  } finally {
    await target.kill();
  }
}

/** What is found, while the program sees nothing of it. */
async function collectUnseen(target: Target): Promise<PendingTasks> {
  const before = await target.ask('state');
  const tasks = await target.collect();
  expect(await target.ask('ping')).toBe('pong');
  await expect.poll(() => target.ask('state'), { timeout: 10_000 }).toEqual(before);
  return tasks;
}

const described = ({ groups }: PendingTasks) => groups.map((group) => markers.describe(group));

describe.each(majors)('on Node %i', (major) => {
  test.each([
    'patched then',
    'replaced Promise',
    'patched prepareStackTrace',
    'frozen Error',
    'fake timers',
  ])('%s', async (kind) => {
    await withTarget(major, kind, async (target) => {
      const calls = await target.ask<{ calls?: number }>('seen');
      const tasks = await collectUnseen(target);
      expect(described(tasks)).toEqual([job]);
      expect(await target.ask('seen')).toEqual(calls);
      expect(tasks.cost.pauseMs).toBeGreaterThan(1);
    });
  });

  test.each([['--frozen-intrinsics'], ['--disable-proto=throw'], ['--enable-source-maps']])(
    '%s',
    async (flag) => {
      const work = async (target: Target) =>
        expect(described(await collectUnseen(target))).toEqual([job]);
      await withTarget(major, 'flags', work, [flag]);
    },
  );

  test('an APM sees a promise or two of the agent and the survey, and none of the probes', async () => {
    await withTarget(major, 'async hooks', async (target) => {
      await target.ask('ping');
      await target.ask('reset');
      const tasks = await target.collect();
      expect(described(tasks)).toEqual([job]);
      const { promises } = await target.ask<{ promises: number }>('seen');
      // Fifteen promises are probed, with two of ours and more for each. Some are of Node 18 itself.
      expect(promises).toBeLessThanOrEqual(12);
    });
  });

  test('async context and ids stay what they are when work is interrupted', async () => {
    await withTarget(major, 'AsyncLocalStorage', async (target) => {
      const session = await target.attach();
      for (let i = 0; i < 3; i++) expect(described(await collect(session))).toContain(job);
      await session.detach();
      const seen = await target.ask<{ right: number; wrong?: number }>('seen');
      expect(seen.wrong).toBeUndefined();
      expect(seen.right).toBeGreaterThan(10);
    });
  });

  test('a program that always formats stacks', async () => {
    await withTarget(major, 'formats stacks', async (target) => {
      const session = await target.attach();
      for (let i = 0; i < 5; i++) {
        const tasks = await collect(session);
        expect(described(tasks)).toEqual([job]);
        expect(tasks.promises.skipped).toBe(0);
      }
      await session.detach();
    });
  });

  test('hostile names come as they are, but not at any length', async () => {
    await withTarget(major, 'hostile names', async (target) => {
      const tasks = await target.collect();
      const names = tasks.groups.map(({ frames }) => frames[0]?.function ?? '');
      expect(names).toHaveLength(8);
      expect(names).toContain('red \u001b[31m\r\n\u202e\u0000 text');
      expect(names).toContain(' (native) at (fake.js:1:1)');
      expect(names).toContain('__proto__2');
      expect(names).toContain('Promise.all');
      expect(names.find((name) => name.startsWith('long'))).toBe(`long${'x'.repeat(195)}…`);
      const files = tasks.groups.map(({ frames }) => frames[0]?.file ?? '');
      expect(Math.max(...files.map(({ length }) => length))).toBe(4096);
      expect(tasks.groups.every(({ frames }) => frames[0]?.combinator === null)).toBe(true);
    });
  });

  describe('a blocked main thread', () => {
    test('in a busy loop is attached to, and collected from', async () => {
      await withTarget(major, 'blocks', async (target) => {
        await target.ask('spin');
        const session = await target.attach();
        expect(described(await collect(session))).toEqual([job]);
        await session.detach();
        writeFileSync(join(folder, `stop-${major}-blocks`), '');
        expect(await target.ask('ping')).toBe('pong');
        rmSync(join(folder, `stop-${major}-blocks`));

        // A stack that is deep in synchronous calls comes before the frames that are looked for.
        await target.ask('deep');
        expect(described(await target.collect())).toEqual([job]);
        writeFileSync(join(folder, `stop-${major}-blocks`), '');
        expect(await target.ask('ping')).toBe('pong');
      });
    });

    test.each(['wait', 'child'])('in a native call (%s) is waited for', async (question) => {
      await withTarget(major, 'blocks', async (target) => {
        await target.ask(question);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(described(await target.collect())).toEqual([job]);
        expect(await target.ask('ping')).toBe('pong');
      });
    });

    test('is not waited for longer than was asked', async () => {
      await withTarget(major, 'blocks', async (target) => {
        await target.ask('child');
        await new Promise((resolve) => setTimeout(resolve, 100));
        const late = attach(
          { kind: 'pid', pid: target.pid },
          { ...attachOptions(), timeoutMs: 700 },
        );
        await expect(late).rejects.toBeInstanceOf(UserError);
        await expect(late).rejects.toMatchObject({ kind: 'unreachable' });
        expect(await target.ask('ping')).toBe('pong');
      });
    });
  });
});

test('300,000 promises: the survey is the one long pause', async () => {
  await withTarget(26, 'many', async (target) => {
    const session = await target.attach();
    await target.ask('reset');
    const tasks = await collect(session);
    expect(tasks.promises).toMatchObject({ probed: 300_015, skipped: 0 });
    expect(described(tasks).sort()).toEqual(['150000 × waiting@waiting', job].sort());
    const { gaps, heap } = await target.ask<{ gaps: readonly number[]; heap: number }>('seen');
    // Garbage that would reach the old space, and stay until its next collection: 0.4 kB for each promise was 110 MB.
    expect(heap).toBeLessThan(60 * 2 ** 20);
    // Milliseconds of the target's own CPU time. On a quiet machine all but the survey stay below 8; the tests share
    // two cores, and a collection of the target's heap may happen meanwhile.
    expect(gaps.filter((gap) => gap > 60).length).toBeLessThanOrEqual(12);
    await session.detach();
  });
});
