// A target is left as it was found: seen from inside, whoever ends it, and however.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CdpConnection, connect } from '../../inspector/cdp/connection.ts';
import { evaluateValue } from '../../inspector/cdp/evaluate.ts';
import { agentRealmName } from '../../inspector/collect/bootstrap.ts';
import type { Disconnect, Session } from '../../inspector/session.ts';
import { ClientProgram } from '../support/client-process.ts';
import { type NodeMajor, nodeMajors } from '../support/node-versions.ts';
import { collect, Target, type TargetOptions } from '../support/target.ts';

/** What a program sees of itself, see fixtures/state.cjs. */
interface State {
  readonly inspector: 'open' | null;
  readonly listening: number;
}

async function withBystander(
  major: NodeMajor,
  work: (target: Target) => Promise<void>,
  options: TargetOptions = {},
): Promise<void> {
  const target = await Target.start(major, 'bystander.cjs', options);
  try {
    await work(target);
  } finally {
    await target.kill();
  }
}

const stateOf = (target: Target) => target.ask<State>('state');
const disconnects = (session: Session): Disconnect[] => {
  const seen: Disconnect[] = [];
  session.onDidDisconnect((disconnect) => seen.push(disconnect));
  return seen;
};

/** Lists the realms of agents that are alive after a full collection. */
async function realmsOfOurs(connection: CdpConnection): Promise<() => Promise<readonly string[]>> {
  const contexts = new Map<number, string>();
  connection.on('Runtime.executionContextCreated', ({ context }) => {
    contexts.set(context.id, context.name);
  });
  connection.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    contexts.delete(executionContextId);
  });
  await connection.send('Runtime.enable');
  return async () => {
    await connection.send('HeapProfiler.collectGarbage');
    return [...contexts.values()].filter((name) => name === agentRealmName);
  };
}

describe.each(nodeMajors)('detaching from Node %i', (major) => {
  test('restores all that the program can see, and closes the inspector that we opened', async () => {
    await withBystander(major, async (target) => {
      const before = await stateOf(target);
      expect(before).toMatchObject({ inspector: null, listening: 1 });
      const session = await target.attach();
      const seen = disconnects(session);
      await collect(session, { remember: true });
      await session.measureLoop(50, new AbortController().signal);
      const attached = await stateOf(target);
      expect(attached).toMatchObject({ inspector: 'open', listening: 2 });
      // Even while attached, nothing but the inspector and one timer is to be seen.
      expect(attached).toMatchObject({
        ...before,
        inspector: 'open',
        listening: 2,
        resources: expect.anything(),
      });
      await session.detach();
      await session.detach();
      await expect.poll(() => stateOf(target), { timeout: 10_000 }).toEqual(before);
      expect(seen).toEqual([]);
    });
  });

  test('leaves an inspector open that was open, and no realm of ours in it', async () => {
    const open = { execArgv: ['--inspect=127.0.0.1:0'] };
    await withBystander(
      major,
      async (target) => {
        const before = await stateOf(target);
        expect(before).toMatchObject({ inspector: 'open', listening: 2 });
        const session = await target.attach();
        await collect(session, { remember: true });
        const url = /ws:\S+/.exec(target.stderr)?.[0] ?? '';
        const connection = await connect(url, new AbortController().signal);
        const ours = await realmsOfOurs(connection);
        expect(await ours()).toHaveLength(1);
        await session.detach();
        expect(await stateOf(target)).toEqual(before);
        // Sooner than a timer that was left behind would end by itself.
        await expect.poll(ours, { timeout: 7_000 }).toEqual([]);
        expect(await evaluateValue(connection, 'process.pid')).toBe(target.pid);
        await connection.close();
      },
      open,
    );
  });

  test('is not needed by a target that ends by itself: it ends as if nobody were there', async () => {
    await withBystander(major, async (target) => {
      const session = await target.attach();
      const seen = disconnects(session);
      await collect(session, { remember: true });
      target.tell('exit');
      expect(await target.exited).toEqual({ code: 0, signal: null });
      await expect.poll(() => seen).toMatchObject([{ kind: 'exited' }]);
      await expect(collect(session)).rejects.toMatchObject({ kind: 'lost' });
      await session.detach();
      expect(seen).toHaveLength(1);
    });
  });

  test('a target that is killed half-way through a collection is lost', async () => {
    await withBystander(
      major,
      async (target) => {
        const session = await target.attach();
        const seen = disconnects(session);
        const collecting = collect(session, {
          onProgress: ({ phase, fraction }) =>
            phase === 'probing' && fraction > 0 && target.child.kill('SIGKILL'),
        });
        await expect(collecting).rejects.toMatchObject({ name: 'UserError', kind: 'lost' });
        await expect.poll(() => seen).toMatchObject([{ kind: 'exited' }]);
        await session.detach();
        expect(seen).toHaveLength(1);
      },
      { args: ['20000'] },
    );
  });
});

describe('a cancelled collection', () => {
  test('leaves nothing behind, and does not spoil the next one', async () => {
    await withBystander(
      20,
      async (target) => {
        const session = await target.attach();
        for (const phase of ['estimating', 'survey', 'probing'] as const) {
          const cancel = new AbortController();
          const collecting = collect(session, {
            signal: cancel.signal,
            onProgress: (progress) => progress.phase === phase && cancel.abort(),
          });
          await expect(collecting).rejects.toMatchObject({ kind: 'cancelled' });
          const { groups, promises } = await collect(session);
          expect(groups.map(({ count }) => count)).toEqual([3000]);
          expect(promises.pending).toBeLessThan(6100);
        }
        await session.detach();
      },
      { args: ['3000'] },
    );
  });
});

describe.concurrent('a client that vanishes', () => {
  const client = new ClientProgram();
  beforeAll(() => client.build());
  afterAll(() => client.dispose());

  /** The agent looks every 2.5 s and gives up after four looks. */
  const soon = { timeout: 25_000, interval: 250 };

  test.each([
    ['before a survey', 'survey'],
    ['in the middle of a probe', 'probing on'],
    ['while it does nothing', 'idle'],
  ])('%s takes agent and inspector with it', async (_, word) => {
    await Promise.all(
      ([18, 20, 26] as const).map((major) =>
        withBystander(
          major,
          async (target) => {
            const before = await stateOf(target);
            const process = await client.start(target.pid, word, 1);
            process.kill('SIGKILL');
            await once(process, 'exit');
            await vi.waitFor(async () => expect(await stateOf(target)).toEqual(before), soon);
          },
          { args: ['20000'] },
        ),
      ),
    );
  });

  test('but is only stopped does not stop the target, and is welcome back', async () => {
    await Promise.all(
      ([18, 26] as const).map((major) =>
        withBystander(major, async (target) => {
          const process = await client.start(target.pid, 'idle', 1);
          process.kill('SIGSTOP');
          for (let second = 0; second < 14; second++) {
            await new Promise((resolve) => setTimeout(resolve, 1000));
            expect(await target.ask('ping')).toBe('pong');
          }
          process.kill('SIGKILL');
          await vi.waitFor(async () => expect((await stateOf(target)).inspector).toBeNull(), soon);
        }),
      ),
    );
  });
});
