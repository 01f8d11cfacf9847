// `loopscope watch` against real, unprepared Node processes: its contract with scripts and CI (docs/cli.md).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { root } from '../../scripts/setup/root.mjs';
import { type NodeMajor, nodeBinary } from '../support/node-versions.ts';

const cli = join(root, 'dist', 'cli.js');
const faulty = join(root, 'examples', 'S03', 'faulty.js');
const source = readFileSync(faulty, 'utf8').split('\n');
const faultLine = source.findIndex((line) => line.includes('// fault: S03')) + 1;
const idle = "setInterval(() => {}, 50); console.log('ready')";
/** Ends by itself when it is told to. */
const obedient = `process.stdin.once('data', () => process.exit(3)); ${idle}`;
/** Milliseconds: a slow machine that does other things as well. */
const patience = { timeout: 40_000, interval: 50 };

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

async function start(args: readonly string[], major: NodeMajor = 20) {
  const child = spawn(nodeBinary(major), args, { stdio: ['pipe', 'pipe', 'ignore'] });
  children.add(child);
  await once(child.stdout, 'data');
  return child;
}

interface Event {
  readonly type: string;
  readonly time: number;
  readonly [field: string]: unknown;
}

/** Watches `target`; `output.stdout` grows. */
function watch(target: ChildProcess, ...args: readonly string[]) {
  const child = spawn(process.execPath, [cli, 'watch', String(target.pid), ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const code = once(child, 'close').then(([value]) => value as number | null);
  /** Every whole line is an object: `JSON.parse` throws otherwise. */
  const events = (type?: string) =>
    output.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Event)
      .filter((event) => type === undefined || event.type === type);
  const sees = async (type: string) => {
    await expect.poll(() => events(type), patience).not.toHaveLength(0);
  };
  return { child, output, code, events, sees };
}

const number = expect.any(Number);
const types = ['sample', 'block', 'stuck', 'finding', 'detached'];

describe('watch --json', () => {
  test.each([20, 26] as const)('keeps its contract on Node %d', async (major) => {
    const target = await start([faulty], major);
    const { child, output, code, events } = watch(target, '--json');
    const stacks = () => events('block').filter(({ frames }) => (frames as []).length > 0);
    await expect.poll(stacks, patience).not.toHaveLength(0);
    await expect.poll(() => events('sample'), patience).not.toHaveLength(0);
    child.kill('SIGINT');
    expect(await code).toBe(0);
    expect(output.stderr).toBe('');
    expect(output.stdout).toMatch(/\n$/);
    for (const event of events()) {
      expect(event).toMatchObject({ type: expect.toBeOneOf(types), time: number });
      expect(Math.abs(event.time - Date.now())).toBeLessThan(120_000);
    }
    expect(events('sample')[0]).toMatchObject({
      lagMs: { p50: number, p99: number, max: number },
      utilization: number,
      pending: number,
      heapUsedBytes: number,
      overheadPercent: number,
    });
    expect(stacks()).toContainEqual(
      expect.objectContaining({
        durationMs: number,
        cause: 'compute',
        cpuMs: number,
        frames: expect.arrayContaining([
          expect.objectContaining({ function: 'findBestPair', file: faulty, line: faultLine }),
        ]),
      }),
    );
    expect(events().at(-1)).toMatchObject({ type: 'detached', reason: null });
  });
});

describe('the end', () => {
  test('after --duration is 0', async () => {
    const target = await start(['-e', idle]);
    const { code, output, events } = watch(target, '--json', '--duration', '2');
    expect({ code: await code, stderr: output.stderr }).toEqual({ code: 0, stderr: '' });
    expect(events('sample')).not.toHaveLength(0);
    expect(target.exitCode).toBeNull();
  });

  test('of a target that exits is 0, and said', async () => {
    const target = await start(['-e', obedient]);
    const { code, events, sees } = watch(target, '--json');
    await sees('sample');
    target.stdin.write('go\n');
    expect(await code).toBe(0);
    expect(events('detached')).toEqual([
      { type: 'detached', time: number, reason: expect.objectContaining({ kind: 'exited' }) },
    ]);
  });

  test('of a target that is killed is 4, and said in one line', async () => {
    const target = await start(['-e', idle]);
    const { code, output, events, sees } = watch(target, '--json');
    await sees('sample');
    target.kill('SIGKILL');
    expect(await code).toBe(4);
    expect(output.stderr).toMatch(/^loopscope: Process \d+ has exited\. [^\n]+\n$/);
    expect(events('detached')).toHaveLength(1);
  });

  test('by Ctrl+C is 0, and the target lives on as it was', async () => {
    const target = await start(['-e', idle]);
    const { child, code, sees } = watch(target, '--json');
    await sees('sample');
    child.kill('SIGINT');
    expect(await code).toBe(0);
    expect(target.exitCode).toBeNull();
    const inspectorOf = async () => {
      const ps = spawn(process.execPath, [cli, 'ps', '--json'], { stdio: ['ignore', 'pipe', 2] });
      children.add(ps);
      let listed = '';
      ps.stdout?.on('data', (data: Buffer) => (listed += data.toString()));
      await once(ps, 'close');
      return (JSON.parse(listed) as NodeProcess[]).find(({ pid }) => pid === target.pid)?.inspector;
    };
    await expect.poll(inspectorOf, patience).toBeNull();
  });

  test.each([{ args: [] }, { args: ['--json'] }])(
    'when nobody reads any more is 0: $args',
    async ({ args }) => {
      const target = await start(['-e', idle]);
      const { child, code } = watch(target, ...args);
      child.stdout.once('data', () => child.stdout.destroy());
      expect(await code).toBe(0);
      expect(target.exitCode).toBeNull();
    },
  );

  test('is 1 with --fail-on when there was such a finding', async () => {
    const target = await start([faulty]);
    const { child, code, sees } = watch(target, '--json', '--fail-on', 'warning');
    await sees('finding');
    child.kill('SIGINT');
    expect(await code).toBe(1);
  });
});
