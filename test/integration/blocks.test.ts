/** Blocks of real processes: the line, the cause, and a target that is never left paused. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { attach } from '../../inspector/attach/attach.ts';
import { silentLogger } from '../../inspector/base/logger.ts';
import type { Session } from '../../inspector/session.ts';
import type { Block, BlockCause } from '../../protocol/live.ts';
import { root } from '../../scripts/setup/root.mjs';
import { type NodeMajor, nodeBinary } from '../support/node-versions.ts';

const fixture = join(root, 'test/integration/fixtures/blocks.mjs');
const signal = new AbortController().signal;
const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function start(major: NodeMajor, kind: string): Promise<ChildProcess> {
  const child = spawn(nodeBinary(major), [fixture, kind], { stdio: ['pipe', 'pipe', 'ignore'] });
  cleanUp.push(() => void child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

/** Attaches live and resolves to the first finished block whose stack was taken. */
async function firstBlock(child: ChildProcess): Promise<Block> {
  const session: Session = await attach(
    { kind: 'pid', pid: child.pid as number },
    { signal, log: silentLogger },
  );
  cleanUp.push(() => session.detach());
  return new Promise((resolve, reject) => {
    session
      .live({
        signal,
        survey: null,
        thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
        onEvent: (event) => {
          if (event.type === 'block' && !event.block.ongoing && event.block.frames.length > 0) {
            resolve(event.block);
          }
        },
      })
      .catch(reject);
  });
}

/** The target still turns its loop: it answers a line with a line. */
async function answers(child: ChildProcess): Promise<string> {
  child.stdin?.write('ping\n');
  const [data] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return data.toString().trim();
}

const cases: readonly (readonly [kind: string, cause: readonly BlockCause[], fn: string])[] = [
  ['compute', ['compute'], 'compute'],
  ['atomics', ['synchronous wait'], 'waitForWorker'],
  ['child', ['synchronous wait'], 'runReport'],
  ['nextTick', ['microtask starvation'], 'again'],
  ['immediates', ['many small callbacks'], 'each'],
];

describe.each([20, 26] as const)('on Node %i', (major) => {
  test.each(cases)('%s', { retry: 2 }, async (kind, causes, name) => {
    const child = await start(major, kind);
    const block = await firstBlock(child);
    expect(causes).toContain(block.cause);
    expect(block.durationMs).toBeGreaterThan(100);
    const own = block.frames.filter(({ file }) => file === fixture);
    expect(own.map((frame) => frame.function)).toContain(name);
    expect(await answers(child)).toBe('pong');
  });
});
