// A live session leaves nothing behind, however it ends, and holds nobody up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CdpConnection, connect } from '../../inspector/cdp/connection.ts';
import { closureHandles } from '../../inspector/collect/install-agent.ts';
import { Watched } from '../support/live.ts';
import { LiveClientProgram } from '../support/live-client-process.ts';
import { type NodeMajor, nodeMajors } from '../support/node-versions.ts';
import { Target, type TargetOptions } from '../support/target.ts';

const patient = { timeout: 25_000, interval: 200 };
/** Ours is not the only inspector then: the target can be looked into from outside, before and after. */
const open = { execArgv: ['--inspect=127.0.0.1:0'] };

const program = new LiveClientProgram();
beforeAll(() => program.build());
afterAll(() => program.dispose());

/** Promise hooks and hooks of async_hooks that are on, from what Node's own functions close over. */
async function hooksOf(connection: CdpConnection): Promise<unknown> {
  const { result } = await connection.send('Runtime.evaluate', { expression: '(0, Array.of)' });
  const [lists, update] = await closureHandles(
    connection,
    "require('v8').promiseHooks.createHook",
    ['hooks', 'update'],
  );
  const [active] = await closureHandles(
    connection,
    "require('async_hooks').createHook({ init() {} }).enable",
    ['getHookArrays'],
  );
  const answer = await connection.send('Runtime.callFunctionOn', {
    objectId: result.objectId ?? '',
    functionDeclaration: `function (lists, update, active) {
      return {
        promiseHooks: Object.values(lists).map((list) => list.length),
        asyncHooks: active()[0].length,
        known: typeof update,
      };
    }`,
    arguments: [lists, update, active].map((each) => each ?? {}),
    returnByValue: true,
  });
  return answer.result.value;
}

async function lookInto<T>(
  target: Target,
  look: (connection: CdpConnection) => Promise<T>,
): Promise<T> {
  const url = /ws:\S+/.exec(target.stderr)?.[0] ?? '';
  const connection = await connect(url, new AbortController().signal);
  try {
    await connection.send('Runtime.enable');
    return await look(connection);
  } finally {
    await connection.close();
  }
}

const noHooks = { promiseHooks: [0, 0, 0, 0], asyncHooks: 0, known: 'function' };

async function withTarget(
  major: NodeMajor,
  fixture: string,
  options: TargetOptions,
  work: (target: Target) => Promise<void>,
): Promise<void> {
  const target = await Target.start(major, fixture, options);
  try {
    await work(target);
  } finally {
    await target.kill();
  }
}

describe.each(nodeMajors)('the end of a live session on Node %i', (major) => {
  test('detaching leaves no hook, timer, listener or global', async () => {
    await withTarget(major, 'bystander.cjs', open, async (target) => {
      const before = await target.ask<Record<string, unknown>>('state');
      expect(await lookInto(target, hooksOf)).toEqual(noHooks);
      const watched = await Watched.start(target);
      await expect.poll(() => watched.last?.sampling.mode, patient).toBe('continuous');
      // It is on, else its end would prove nothing.
      expect(await lookInto(target, hooksOf)).not.toEqual(noHooks);
      const during = await target.ask<Record<string, unknown>>('state');
      expect(during['globalThis']).toEqual(before['globalThis']);
      await watched.session.detach();
      await expect.poll(() => target.ask('state'), patient).toEqual(before);
      expect(await lookInto(target, hooksOf)).toEqual(noHooks);
      expect(watched.detached).toEqual([null]);
    });
  });

  test('a client that is killed is gone within 15 s, with all that it put there', async () => {
    await withTarget(major, 'bystander.cjs', open, async (target) => {
      const before = await target.ask('state');
      const client = await program.start(target.pid, 'live');
      client.kill('SIGKILL');
      await expect
        .poll(() => target.ask('state'), { timeout: 15_000, interval: 500 })
        .toEqual(before);
      expect(await lookInto(target, hooksOf)).toEqual(noHooks);
    });
  });

  // Node would never run it, nor any that is added after it, if the loop is at the end of its queue at that moment.
  test('no tick is added while a request of the inspector interrupts the target', async () => {
    await withTarget(major, 'ticks.cjs', { ipc: true }, async (target) => {
      expect(await target.ask('hasChannel')).toBe(true);
      const watched = await Watched.start(target);
      await expect.poll(() => watched.samples.length, patient).toBeGreaterThan(0);
      await watched.session.detach();
      expect(await target.ask('outside')).toEqual([]);
    });
  });

  test('the target may exit, and says with which code', async () => {
    await withTarget(major, 'live.cjs', { args: ['0', 'leave'] }, async (target) => {
      const watched = await Watched.start(target, { survey: null });
      expect((await target.exited).code).toBe(7);
      await expect
        .poll(() => watched.detached, patient)
        .toMatchObject([{ kind: 'exited', code: 7 }]);
    });
  });
});

describe('a live session', () => {
  test('begins on a target that is blocked, and tells of its beats when it is over', async () => {
    await withTarget(24, 'live.cjs', {}, async (target) => {
      target.tell('block');
      const watched = await Watched.start(target);
      await expect.poll(() => watched.samples.length, patient).toBeGreaterThan(1);
    });
  });

  test('tells of a block by the clock of the target, and when it began', async () => {
    await withTarget(20, 'live.cjs', {}, async (target) => {
      const watched = await Watched.start(target);
      const late: { durationMs: number; gcMs: number | null }[] = [];
      watched.live.beats.onLate((beat) => late.push(beat));
      await expect.poll(() => watched.samples.length, patient).toBeGreaterThan(1);
      await target.ask('block');
      const long = () => late.filter(({ durationMs }) => durationMs > 590 && durationMs < 900);
      await expect.poll(() => long().length, patient).toBe(1);
      expect(long()[0]?.gcMs).not.toBeNull();
    });
  });

  test('is not confused when the wall clock of the target jumps', async () => {
    await withTarget(22, 'live.cjs', {}, async (target) => {
      const watched = await Watched.start(target);
      await expect.poll(() => watched.last?.sampling.mode, patient).toBe('continuous');
      await target.ask('hold');
      await target.ask('jump');
      await expect.poll(() => watched.groups('held')[0]?.count, patient).toBe(5);
      const samples = watched.samples.length;
      await expect.poll(() => watched.samples.length, patient).toBeGreaterThan(samples + 2);
      expect(watched.groups('held')[0]?.ageMs).toBeLessThan(20_000);
      expect(watched.last?.lagMs.max).toBeLessThan(20_000);
      for (const { time } of watched.samples)
        expect(Math.abs(time - Date.now())).toBeLessThan(60_000);
    });
  });

  test('can be stopped and begun again without detaching', async () => {
    await withTarget(26, 'live.cjs', { args: ['3'] }, async (target) => {
      const watched = await Watched.start(target);
      await expect.poll(() => watched.samples.length, patient).toBeGreaterThan(1);
      await watched.live.stop();
      await watched.live.stop();
      const seen = watched.samples.length;
      const again = await Watched.start(target);
      await expect.poll(() => again.groups('held')[0]?.count, patient).toBe(3);
      expect(watched.samples).toHaveLength(seen);
    });
  });
});

// Node 20 and 26 stand for both ways in which a binding is taken back and made anew.
test.each([20, 26] as const)(
  'a client of Node %i that was stopped for long goes on, and takes nothing for a block',
  async (major) => {
    await withTarget(major, 'bystander.cjs', {}, async (target) => {
      const client = await program.start(target.pid, 'live');
      let said = '';
      client.stdout?.on('data', (data: Buffer) => (said += data.toString()));
      client.kill('SIGSTOP');
      // Beyond the agent's patience, which is counted in its own ticks.
      await new Promise((resolve) => setTimeout(resolve, 14_000));
      client.kill('SIGCONT');
      await expect.poll(() => said, { timeout: 15_000 }).toContain('back');
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      expect(said).toBe('back\n');
    });
  },
);
