// `npm start` from the built bundle: it shows both faults, and leaves no process behind however it ends.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';

let demo: ChildProcess | null = null;

afterEach(() => {
  demo?.kill('SIGKILL');
  demo = null;
});

function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'dist', 'demo.js'), ...args], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demo = child;
  let output = '';
  const onText = (data: Buffer) => (output += data.toString());
  child.stdout.on('data', onText);
  child.stderr.on('data', onText);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, output: () => output };
}

/** The service and its traffic. */
function descendantsOf(pid: number): number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const children = [...list.matchAll(/^ *(\d+) +(\d+) .*examples\/orders/gm)]
    .filter(([, , parent]) => Number(parent) === pid)
    .map(([, child]) => Number(child));
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function allGone(pids: number[]): Promise<void> {
  await expect.poll(() => pids.filter(isAlive), { timeout: 5000 }).toEqual([]);
}

test('--once prints one dump with both faults, and ends', async () => {
  const { ended, output } = startDemo('--once');
  expect(await ended).toBe(0);
  expect(output()).toMatch(/^examples\/orders\/main\.js\npid \d+ · Node \d+/);
  expect(output()).toMatch(/✖ Deadlock: .*\n +examples\/S08\/faulty\.js:\d+:\d+/);
  expect(output()).toMatch(/◆ .*#ask +examples\/S01\/faulty\.js:\d+:\d+/);
  expect(output()).toContain('╰─ awaits ');
  await allGone([Number(/pid (\d+)/.exec(output())?.[1])]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('%s ends all of it', async (signal) => {
  const { child, ended, output } = startDemo();
  // Two dumps: the session stays, and what waits for ever has an age by then.
  await expect.poll(() => output().split('Cost ').length, { timeout: 20_000 }).toBeGreaterThan(2);
  expect(output()).toMatch(/> \d\.\d s +/);
  const processes = descendantsOf(child.pid as number);
  expect(processes).toHaveLength(2);
  child.kill(signal);
  expect(await ended).toBe({ SIGINT: 0, SIGTERM: 143, SIGKILL: null }[signal]);
  await allGone(processes);
});

test('Ctrl+C while the service starts', async () => {
  const { child, ended } = startDemo();
  const processes = () => descendantsOf(child.pid as number);
  await expect.poll(processes, { timeout: 5000 }).not.toEqual([]);
  const started = processes();
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  await allGone(started);
});
