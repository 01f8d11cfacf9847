// Client, target or the wire between them may end at any moment: nothing hangs, nothing is left behind, nobody is left
// paused. What a collection does in such a case is in detach.test.ts.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { attach } from '../../inspector/attach/attach.ts';
import type { Session } from '../../inspector/session.ts';
import type { LiveEvent } from '../../protocol/live.ts';
import { ClientProgram } from '../support/client-process.ts';
import { type NodeMajor, nodeMajors } from '../support/node-versions.ts';
import { attachOptions, Target, type TargetOptions } from '../support/target.ts';
import { Wire } from '../support/wire.ts';

const signal = new AbortController().signal;
/** The agent looks every 2.5 s and gives up after four looks; the guard before it after ten seconds. */
const soon = { timeout: 25_000, interval: 250 };

async function withTarget(
  major: NodeMajor,
  fixture: string,
  work: (target: Target) => Promise<void>,
  options: TargetOptions = {},
): Promise<void> {
  const target = await Target.start(major, fixture, options);
  try {
    await work(target);
  } finally {
    await target.kill();
  }
}

const live = (session: Session, onEvent: (event: LiveEvent) => void = () => {}) =>
  session.live({
    signal,
    survey: null,
    thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
    onEvent,
  });

describe.concurrent('a client that is killed', () => {
  const client = new ClientProgram();
  beforeAll(() => client.build());
  afterAll(() => client.dispose());

  test.each([
    ['between opening the inspector and installing the agent', 'open', 'open', nodeMajors],
    ['right after attaching', 'attached', '', [18, 26]],
    ['when it has sent a pause', 'pausing', 'pause', [18, 26]],
    ['while the target is paused', 'paused', 'pause', nodeMajors],
    ['in the middle of a CPU profile', 'profile', 'profile', [18, 20, 26]],
  ] as const)('%s leaves a target that goes on, as it was', async (_, word, step, majors) => {
    await Promise.all(
      majors.map((major) =>
        withTarget(major, 'bystander.cjs', async (target) => {
          const before = await target.ask('state');
          const process = await client.start(target.pid, word, 0, step);
          process.kill('SIGKILL');
          await once(process, 'exit');
          expect(await target.ask('ping')).toBe('pong');
          await vi.waitFor(async () => expect(await target.ask('state')).toEqual(before), soon);
        }),
      ),
    );
  });

  test('together with its target leaves nobody waiting', async () => {
    await withTarget(20, 'bystander.cjs', async (target) => {
      const process = await client.start(target.pid, 'profile', 0, 'profile');
      const ends = [once(process, 'exit'), target.exited];
      process.kill('SIGKILL');
      target.child.kill('SIGKILL');
      expect(await Promise.all(ends)).toHaveLength(2);
    });
  });
});

describe.each([18, 26] as const)('a target of Node %i that is killed', (major) => {
  test.each([0, 20, 60, 120])(
    '%i ms after an attach began ends it with a reason',
    async (afterMs) => {
      await withTarget(major, 'bystander.cjs', async (target) => {
        const attaching = target.attach();
        attaching.catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        target.child.kill('SIGKILL');
        const outcome = await attaching.then(
          (session) => session.detach().then(() => 'attached'),
          (error: { kind: string }) => error.kind,
        );
        expect(['lost', 'unreachable', 'attached']).toContain(outcome);
      });
    },
  );

  test('while a block is looked into is told as exited', async () => {
    await withTarget(
      major,
      'blocks.mjs',
      async (target) => {
        const session = await target.attach();
        const events: LiveEvent[] = [];
        await live(session, (event) => {
          events.push(event);
          if (event.type === 'block') target.child.kill('SIGKILL');
        });
        await expect
          .poll(() => events.find(({ type }) => type === 'detached'), soon)
          .toMatchObject({ reason: { kind: 'exited' } });
        await session.detach();
      },
      { args: ['compute'] },
    );
  });
});

describe.each([18, 26] as const)('a wire to Node %i that is cut', (major) => {
  test('is told, and the agent takes itself away', async () => {
    const options = { execArgv: ['--inspect=127.0.0.1:0'] };
    await withTarget(
      major,
      'bystander.cjs',
      async (target) => {
        const before = await target.ask('state');
        const port = Number(/ws:\/\/127\.0\.0\.1:(\d+)/.exec(target.stderr)?.[1]);
        using wire = await Wire.start(port);
        const spec = { kind: 'address', host: '127.0.0.1', port: wire.port } as const;
        const session = await attach(spec, attachOptions());
        const events: LiveEvent[] = [];
        await live(session, (event) => events.push(event));
        const recording = session.recordCpuProfile({ seconds: 60, signal });
        recording.catch(() => {});
        await vi.waitFor(
          () => expect(events.some(({ type }) => type === 'sample')).toBe(true),
          soon,
        );
        wire.cut();
        await expect(recording).rejects.toMatchObject({ kind: 'lost' });
        await expect
          .poll(() => events.at(-1), soon)
          .toMatchObject({ type: 'detached', reason: { kind: 'network-lost' } });
        await session.detach();
        expect(await target.ask('ping')).toBe('pong');
        await vi.waitFor(async () => expect(await target.ask('state')).toEqual(before), soon);
      },
      options,
    );
  });
});
