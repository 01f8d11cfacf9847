/** Blocks of real processes: the line, the cause, and a target that is never left paused. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { attach } from '../../inspector/attach/attach.ts';
import { silentLogger } from '../../inspector/base/logger.ts';
import type { LiveSession, Session } from '../../inspector/session.ts';
import type { Finding } from '../../protocol/finding.ts';
import type { Block, BlockCause, LiveEvent } from '../../protocol/live.ts';
import type { ObservedBlock } from '../../protocol/observations.ts';
import { root } from '../../scripts/setup/root.mjs';
import { type NodeMajor, nodeBinary, nodeMajors } from '../support/node-versions.ts';

const fixture = join(root, 'test/integration/fixtures/blocks.mjs');
const signal = new AbortController().signal;
const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function start(major: NodeMajor, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(nodeBinary(major), [fixture, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  cleanUp.push(() => void child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

/** Attaches live and resolves to the first block that is wanted, with the session that saw it. */
async function firstBlock(
  child: ChildProcess,
  wanted: (block: Block) => boolean,
): Promise<{ block: Block; live: LiveSession }> {
  const session: Session = await attach(
    { kind: 'pid', pid: child.pid as number },
    { signal, log: silentLogger },
  );
  cleanUp.push(() => session.detach());
  let see: (block: Block) => void = () => {};
  const seen = new Promise<Block>((resolve) => {
    see = resolve;
  });
  const live = await session.live({
    signal,
    survey: null,
    thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
    onEvent: (event) => {
      if (event.type === 'block' && wanted(event.block)) see(event.block);
    },
  });
  return { block: await seen, live };
}

/** A busy machine may hold up the start as well: that would be over, and not what is to be stopped. */
const lastsIn =
  (name: string) =>
  ({ ongoing, frames }: Block) =>
    ongoing && frames.some((frame) => frame.function === name);

const isWhole = ({ ongoing, frames }: Block) => !ongoing && frames.length > 0;

/** The target still turns its loop: it answers a line with a line. */
async function answers(child: ChildProcess): Promise<string> {
  child.stdin?.write('ping\n');
  const [data] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return data.toString().trim();
}

const cases: readonly (readonly [kind: string, cause: readonly BlockCause[], fn: string])[] = [
  ['compute', ['compute'], 'compute'],
  ['atomics', ['synchronous wait'], 'waitForWorker'],
  ['worker', ['synchronous wait'], 'askWorker'],
  ['child', ['synchronous wait'], 'runReport'],
  ['nextTick', ['microtask starvation'], 'again'],
  ['immediates', ['many small callbacks'], 'each'],
];

describe.each([20, 26] as const)('on Node %i', (major) => {
  test.each(cases)('%s', { retry: 2 }, async (kind, causes, name) => {
    const child = await start(major, kind);
    const { block } = await firstBlock(child, isWhole);
    expect(causes).toContain(block.cause);
    expect(block.durationMs).toBeGreaterThan(100);
    const own = block.frames.filter(({ file }) => file === fixture);
    expect(own.map((frame) => frame.function)).toContain(name);
    expect(await answers(child)).toBe('pong');
  });
});

/** The finding of a session that began when the loop had stopped for good. */
async function findingOfHang(child: ChildProcess): Promise<Finding> {
  const target = { kind: 'pid', pid: child.pid as number } as const;
  const session = await attach(target, { signal, log: silentLogger });
  cleanUp.push(() => session.detach());
  return new Promise((resolve, reject) => {
    const onEvent = (event: LiveEvent) => event.type === 'finding' && resolve(event.finding);
    const thresholds = { stuckAfterMs: 10_000, blockMs: 100 };
    session.live({ signal, thresholds, onEvent }).catch(reject);
  });
}

test.each([
  [20, 'starve', 'microtask starvation', 'starve'],
  [26, 'starve', 'microtask starvation', 'starve'],
  [20, 'forever', 'compute', 'compute'],
  [26, 'forever', 'compute', 'compute'],
] as const)(
  'on Node %i a loop that stopped for good before the attach: %s',
  { retry: 2 },
  async (major, kind, cause, name) => {
    const child = await start(major, kind);
    await delay(2_000);
    const { id, cause: told, evidence } = await findingOfHang(child);
    expect({ id, told }).toEqual({ id: 'block', told: cause });
    expect(JSON.stringify(evidence['stack'])).toContain(`${name} `);
    expect(evidence['ongoing']).toBe(true);
  },
);

test.each(nodeMajors)(
  'JSON.parse on Node %i, which has returned when its stack is taken',
  { retry: 2 },
  async (major) => {
    const child = await start(major, 'parse');
    const held = (block: ObservedBlock) => isWhole(block) && block.returned != null;
    const { block } = await firstBlock(child, held);
    const lines = readFileSync(fixture, 'utf8').split('\n');
    const line = 1 + lines.findIndex((each) => each.includes('JSON.parse('));
    expect((block as ObservedBlock).returned).toMatchObject({
      name: 'JSON.parse',
      function: 'parse',
      onStack: true,
      location: { line },
    });
    expect(await answers(child)).toBe('pong');
  },
);

describe.each(nodeMajors)('stopping a block of Node %i', (major) => {
  test('ends what runs, and the target goes on', async () => {
    const child = await start(major, 'compute', '60000');
    const { live } = await firstBlock(child, lastsIn('compute'));
    expect(await live.stopBlock(signal)).toBe('stopped');
    expect(await live.stopBlock(signal)).toBe('over');
    expect(await answers(child)).toBe('pong');
  });

  test('does not reach into what runs after it', { retry: 2 }, async () => {
    // A native wait: the pause lands when it has returned, when there is little left to stop.
    const child = await start(major, 'child', '1000');
    const { live } = await firstBlock(child, ({ ongoing }) => ongoing);
    expect(['over', 'stopped']).toContain(await live.stopBlock(signal));
    expect(await answers(child)).toBe('pong');
    expect(child.exitCode).toBeNull();
  });
});

test('a microtask that keeps the loop from turning can be stopped', async () => {
  const child = await start(24, 'nextTick', '60000');
  const { live } = await firstBlock(child, lastsIn('processTicksAndRejections'));
  expect(await live.stopBlock(signal)).toBe('stopped');
  expect(await answers(child)).toBe('pong');
});

test('giving up a stop leaves the target alone', async () => {
  const child = await start(22, 'atomics', '2000');
  const { live } = await firstBlock(child, ({ ongoing }) => ongoing);
  const given = new AbortController();
  const stopping = live.stopBlock(given.signal);
  given.abort();
  await expect(stopping).rejects.toMatchObject({ kind: 'cancelled' });
  expect(await answers(child)).toBe('pong');
});
