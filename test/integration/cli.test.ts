// The built command against real, unprepared Node processes: its contract with scripts and CI (docs/cli.md).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { root } from '../../scripts/setup/root.mjs';
import { type NodeMajor, nodeBinary, nodeMajors, nodeVersion } from '../support/node-versions.ts';

const cli = join(root, 'dist', 'cli.js');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-cli-')));
const children = new Set<ChildProcess>();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

type Target = ChildProcess & { readonly pid: number };

/** Starts a program and waits for its first line. */
async function start(args: string[], major: NodeMajor = 20): Promise<Target> {
  const child = spawn(nodeBinary(major), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  await once(child.stdout, 'data');
  return child as typeof child & Target;
}

/** Node itself says so on standard error. */
async function inspectorIsOpen(target: Target): Promise<void> {
  await once(target.stderr as NodeJS.ReadableStream, 'data');
}

/** `--verbose` says so: from then on the loop is watched for 200 ms. */
async function isAttached(dumping: ChildProcess): Promise<void> {
  let said = '';
  dumping.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  await expect.poll(() => said, { interval: 5, timeout: 10_000 }).toContain('attached to');
}

writeFileSync(
  join(folder, 'waiting.cjs'),
  `async function ask(id) {
  await new Promise((resolve) => waiting.set(id, resolve));
}
async function handle(id) {
  await ask(id);
}
const waiting = new Map();
for (let id = 0; id < 7; id++) handle(id);
setInterval(() => {}, 1000);
console.log('ready');
`,
);
const startWaiting = (major?: NodeMajor) => start(['waiting.cjs'], major);
const example = async (path: string) => {
  const child = await start([join(root, 'examples', path)]);
  await delay(1500);
  return child;
};

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function begin(args: readonly (string | number)[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [cli, ...args.map(String)], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const result = once(child, 'close').then(([code]): Result => ({ code, stdout, stderr }));
  return { child, result };
}

const run = (...args: (string | number)[]) => begin(args).result;

/** One line that says what to do, and nothing on standard output. */
const failure = (code: number, message: RegExp) => ({
  code,
  stdout: '',
  stderr: expect.stringMatching(
    new RegExp(`^loopscope: [^\\n]*(${message.source})[^\\n]*\\n$`, message.flags),
  ),
});

const text = expect.any(String);
const number = expect.any(Number);
const boolean = expect.any(Boolean);

describe('dump --json', () => {
  test.each(nodeMajors)('keeps its contract on Node %d', async (major) => {
    const target = await startWaiting(major);
    const { code, stdout, stderr } = await run('dump', target.pid, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      version: 1,
      target: {
        pid: target.pid,
        node: nodeVersion(major),
        title: text,
        argv: [text, join(folder, 'waiting.cjs')],
        cwd: folder,
        uptimeSeconds: number,
        inspectorWasOpen: false,
        address: { host: '127.0.0.1', port: number },
      },
      promises: {
        pending: number,
        probed: number,
        skipped: 0,
        skippedBecause: { failed: 0, tooDeep: 0, tooManyShapes: 0 },
        unawaited: number,
        contextsSkipped: 0,
      },
      loop: { lagMs: { p50: number, p99: number, max: number }, utilization: number },
      findings: [],
      cost: {
        attachMs: number,
        totalMs: number,
        pauseMs: number,
        estimatedPauseMs: number,
        longestSliceMs: number,
        probeMs: number,
        heapUsedBytes: number,
      },
    });
    expect(report.tasks).toEqual([
      {
        id: text,
        count: 7,
        countIsExact: boolean,
        promises: number,
        ageMs: null,
        observedMs: 0,
        state: 'pending',
        frames: [frameAt('ask', 2, 3), frameAt('handle', 5, 3)],
        truncated: false,
        waitsFor: 'new Promise((resolve) => waiting.set(id, resolve))',
        proven: false,
      },
    ]);
    expect(report.cost.totalMs).toBeGreaterThan(report.cost.attachMs);
    expect(report.loop.utilization).toBeLessThanOrEqual(1);
  });

  const frameAt = (name: string, line: number, column: number) => ({
    function: name,
    file: join(folder, 'waiting.cjs'),
    line,
    column,
    generated: null,
    combinator: null,
    internal: false,
  });

  test('reports a finding with all of its fields', async () => {
    const target = await example('S08/faulty.js');
    const { code, stdout } = await run('dump', target.pid, '--json');
    expect(code).toBe(0);
    const { findings } = JSON.parse(stdout);
    expect(findings).toContainEqual({
      id: 'await-cycle',
      severity: 'error',
      certainty: 'proven',
      cause: null,
      message: expect.stringMatching(/reserveStock.*takePayment|takePayment.*reserveStock/),
      location: { file: join(root, 'examples/S08/faulty.js'), line: number, column: number },
      evidence: expect.any(Object),
      advice: text,
      rule: null,
    });
  });
});

describe('exit codes', () => {
  test('1 for findings, only with --fail-on', async () => {
    const faulty = await example('S08/faulty.js');
    expect((await run('dump', faulty.pid)).code).toBe(0);
    expect((await run('dump', faulty.pid, '--fail-on', 'error')).code).toBe(1);
    const healthy = await startWaiting();
    expect((await run('dump', healthy.pid, '--fail-on', 'info')).code).toBe(0);
  });

  test.each([
    [['dmup', 1], /did you mean dump/],
    [['dump'], /needs a target/],
    [['dump', 'not a target'], /not a target/],
    [['dump', 1, '--max-pause', 'x'], /takes seconds/],
  ])('2 for wrong use: %j', async (args, message) => {
    expect(await run(...args)).toEqual(failure(2, message));
  });

  test('2 for a pause over the limit, with its estimate and the way out', async () => {
    const target = await startWaiting();
    const result = await run('dump', target.pid, '--max-pause', 0, '--json');
    expect(result).toEqual(failure(2, /for about \d+ ms \(heap of [\d.]+ MB\).*--max-pause \d+/));
    expect((await run('dump', target.pid, '--max-pause', 5)).code).toBe(0);
  });

  test('2 for another machine without --allow-remote', async () => {
    expect(await run('dump', '203.0.113.5:9229')).toEqual(
      failure(2, /203\.0\.113\.5.*--allow-remote/),
    );
  });

  test('3 for no such process, and for what is not Node', async () => {
    expect(await run('dump', 4_194_303)).toEqual(failure(3, /4194303/));
    const sleep = spawn('sleep', ['30']);
    children.add(sleep);
    expect(await run('dump', sleep.pid as number)).toEqual(failure(3, new RegExp(`${sleep.pid}`)));
    expect(sleep.exitCode).toBeNull();
  });

  test('3 for a host that never answers, after --timeout', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const started = performance.now();
    expect(await run('dump', `127.0.0.1:${port}`, '--timeout', 1)).toEqual(failure(3, /\S/));
    expect(performance.now() - started).toBeLessThan(5000);
    silent.close();
  });

  test('3 for a program that handles the signal itself, in one line', async () => {
    const program =
      "process.on('SIGUSR1', () => {}); setInterval(() => {}, 1e3); console.log('ready')";
    const own = await start(['-e', program]);
    const result = await run('dump', own.pid, '--json', '--timeout', 1);
    expect(result).toEqual(failure(3, /up to 15 s to close the inspector/));
    expect(own.exitCode).toBeNull();
  });

  test('4 when the target dies on the way', async () => {
    const target = await startWaiting();
    const { child, result } = begin(['dump', target.pid, '--verbose']);
    await isAttached(child);
    target.kill('SIGKILL');
    const { code, stdout, stderr } = await result;
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    const lines = stderr.trim().split('\n');
    expect(lines.at(-1)).toBe(
      `loopscope: Process ${target.pid} has exited. What was collected until then is lost.`,
    );
  });

  test.each([
    ['while it attaches', (_: ChildProcess, target: Target) => inspectorIsOpen(target)],
    ['when it is attached', (dumping: ChildProcess) => isAttached(dumping)],
  ])('130 after Ctrl+C %s, and the target lives on as it was', async (_when, moment) => {
    const target = await startWaiting();
    const { child, result } = begin(['dump', target.pid, '--verbose']);
    await moment(child, target);
    child.kill('SIGINT');
    const { code, stdout } = await result;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(target.exitCode).toBeNull();
    const inspectorOf = async (pid: number) => {
      const listed = JSON.parse((await run('ps', '--json')).stdout) as NodeProcess[];
      return listed.find((item) => item.pid === pid)?.inspector;
    };
    // Sooner than the agent would notice by itself that its client has vanished.
    await expect.poll(() => inspectorOf(target.pid), { timeout: 4000 }).toBeNull();
  });
});

describe('ps', () => {
  test('--json lists what is known of each process', async () => {
    const target = await startWaiting(22);
    const { code, stdout, stderr } = await run('ps', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const processes = JSON.parse(stdout) as NodeProcess[];
    expect(processes.find(({ pid }) => pid === target.pid)).toEqual({
      pid: target.pid,
      parentPid: process.pid,
      uptimeSeconds: number,
      command: `${nodeBinary(22)} waiting.cjs`,
      argv: [nodeBinary(22), 'waiting.cjs'],
      script: join(folder, 'waiting.cjs'),
      cwd: folder,
      user: text,
      // Read from the binary, within a time limit: a busy machine may not tell.
      nodeVersion: expect.toBeOneOf([nodeVersion(22), null]),
      inspector: null,
      editorTool: false,
    });
  });

  test('as a table', async () => {
    const target = await startWaiting();
    const { stdout } = await run('ps');
    expect(stdout).toMatch(/^ *PID +UPTIME +NODE +INSPECTOR +COMMAND +CWD\n/);
    expect(stdout).toMatch(new RegExp(`^ *${target.pid} +[\\d.]+ m?s .* node waiting\\.cjs `, 'm'));
  });
});

describe('the text form', () => {
  test('shows the stacks, without colours in a pipe', async () => {
    const target = await startWaiting();
    const { stdout, stderr } = await run('dump', target.pid);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ +~?7 +handle +waiting\.cjs:5:3\n +◆ ask +waiting\.cjs:2:3\n/m);
    expect(stdout).not.toContain('\x1b');
  });

  test('has colours when they are forced', async () => {
    const target = await startWaiting();
    const env = { NO_COLOR: undefined, FORCE_COLOR: '1' };
    expect((await begin(['dump', target.pid], env).result).stdout).toContain('\x1b[1m');
    expect((await begin(['dump', target.pid, '--no-color'], env).result).stdout).not.toContain(
      '\x1b',
    );
  });

  test('a reader that leaves early is no error', () => {
    // `true` is gone before Node has started, so that writing fails for certain.
    const script = `"${process.execPath}" "${cli}" help dump | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
  });
});

test('help and version', async () => {
  const { version } = await import('../../package.json');
  expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  expect((await run('--help')).stdout).toContain('loopscope <command>');
  expect((await run('help', 'dump')).stdout).toContain('--max-pause <seconds>');
});
