// Listing real processes of all Node versions.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { linuxReader } from '../../inspector/find/linux-reader.ts';
import { listNodeProcesses } from '../../inspector/find/list-processes.ts';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { nodeBinary, nodeMajors, nodeVersion } from '../support/node-versions.ts';
import { freePort, LiveTarget, until } from './live-target.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-find-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'app.mjs');
writeFileSync(
  file,
  `process.stdin.on('data', () => console.log('pong'));
   if (process.env.TITLE) process.title = process.env.TITLE;
   console.log('ready');`,
);

async function find({ pid }: { readonly pid: number }): Promise<NodeProcess> {
  const listed = (await listNodeProcesses()).find((item) => item.pid === pid);
  if (!listed) throw new Error(`${pid} is not listed`);
  return listed;
}

describe.each(nodeMajors)('Node %i', (node) => {
  test('what is known of a plain process', async () => {
    await using target = await LiveTarget.start({ node, file: 'app.mjs', cwd: folder });
    const { uptimeSeconds, ...listed } = await find(target);
    const argv = [nodeBinary(node), 'app.mjs'];
    expect(listed).toEqual({
      pid: target.pid,
      parentPid: process.pid,
      argv,
      command: argv.join(' '),
      script: file,
      cwd: folder,
      user: execFileSync('id', ['-un'], { encoding: 'utf8' }).trim(),
      nodeVersion: nodeVersion(node),
      inspector: null,
      editorTool: false,
    });
    expect(uptimeSeconds).toBeGreaterThanOrEqual(0);
    expect(uptimeSeconds).toBeLessThan(60);
  });

  test('an inspector that is open, beside a server of the program, which is not asked', async () => {
    const code = `require('node:http').createServer((request, response) => {
      console.error('asked for', request.url); response.end();
    }).listen(0, '127.0.0.1')`;
    await using plain = await LiveTarget.start({ node, code });
    await until(async () => (await linuxReader.listeningSockets(plain.pid)).length === 1);
    expect((await find(plain)).inspector).toBeNull();
    await plain.assertWell();
    expect(plain.stderr).toBe('');
    await using target = await LiveTarget.start({ node, args: ['--inspect=0'], code });
    await until(async () => (await linuxReader.listeningSockets(target.pid)).length === 2);
    const { inspector, nodeVersion: version } = await find(target);
    const port = Number(/:(\d+)\//.exec(target.stderr)?.[1]);
    expect(inspector).toEqual({ host: '127.0.0.1', port });
    expect(version).toBe(nodeVersion(node));
    await target.assertWell();
    expect(target.stderr).not.toContain('asked');
  });

  test('an inspector that a signal has opened, and after it was closed', async () => {
    const port = await freePort();
    const code = "process.on('SIGUSR2', () => require('node:inspector').close())";
    await using target = await LiveTarget.start({ node, args: [`--inspect-port=${port}`], code });
    expect((await find(target)).inspector).toBeNull();
    target.child.kill('SIGUSR1');
    await until(() => target.stderr.includes('listening'));
    expect((await find(target)).inspector).toEqual({ host: '127.0.0.1', port });
    target.child.kill('SIGUSR2');
    await until(async () => (await find(target)).inspector === null);
    await target.assertWell();
  });

  test('a changed title and a replaced binary do not hide it', async () => {
    const binary = join(folder, `node-${node}`, 'node');
    mkdirSync(join(folder, `node-${node}`));
    copyFileSync(nodeBinary(node), binary);
    const env = { ...process.env, TITLE: 'shop: worker' };
    await using target = LiveTarget.of(binary, [file], { env });
    await until(() => target.stdout.includes('ready'));
    rmSync(binary);
    const { command, script, nodeVersion: version } = await find(target);
    expect(command).toContain('shop: worker');
    expect(script).toBeNull();
    expect(version).toBe(nodeVersion(node));
  });
});

test('without ourselves, in the order of pids, and nothing but Node', async () => {
  await using other = LiveTarget.of('sleep', ['60']);
  await using target = await LiveTarget.start();
  const pids = (await listNodeProcesses()).map(({ pid }) => pid);
  expect(pids).toEqual(pids.toSorted((a, b) => a - b));
  expect(pids).toContain(target.pid);
  expect(pids).not.toContain(process.pid);
  expect(pids).not.toContain(other.pid);
});

test('language servers are marked', async () => {
  await using target = await LiveTarget.start({ file });
  await using server = LiveTarget.of(nodeBinary(20), [file, '--node-ipc']);
  await until(() => server.stdout.includes('ready'));
  expect((await find(server)).editorTool).toBe(true);
  expect((await find(target)).editorTool).toBe(false);
});

test('processes that come and go meanwhile do no harm', async () => {
  const short = () => once(spawn(nodeBinary(20), ['-e', '0'], { stdio: 'ignore' }), 'exit');
  const stop = new AbortController();
  const churn = (async () => {
    while (!stop.signal.aborted) await Promise.all([short(), short(), short()]);
  })();
  await using target = await LiveTarget.start();
  for (let i = 0; i < 20; i++) expect((await find(target)).pid).toBe(target.pid);
  stop.abort();
  await churn;
});

test.skipIf(process.getuid?.() !== 0)(
  "another user's process is listed with its user",
  async () => {
    await using target = await LiveTarget.start({ uid: 65_534 });
    expect(await find(target)).toMatchObject({ user: 'nobody', nodeVersion: nodeVersion(20) });
  },
);

test('who holds a port', async () => {
  const port = await freePort();
  const code = `require('node:net').createServer().listen(${port}, '0.0.0.0', () => console.error('up'))`;
  await using target = await LiveTarget.start({ code });
  await until(() => target.stderr.includes('up'));
  expect(await linuxReader.portHolders(port)).toEqual([{ pid: target.pid, host: '0.0.0.0' }]);
  expect(await linuxReader.listeningSockets(target.pid)).toEqual([
    { host: '0.0.0.0', port, offMainLoop: false },
  ]);
});

test('three hundred processes take little time', async () => {
  const sleepers = Array.from({ length: 200 }, () => spawn('sleep', ['60'], { stdio: 'ignore' }));
  try {
    await using _a = await LiveTarget.start({ args: ['--inspect=0'] });
    await using _b = await LiveTarget.start();
    // The first one reads the versions out of the binaries, which the cache keeps.
    await listNodeProcesses();
    const cpuMs: number[] = [];
    for (let i = 0; i < 5; i++) {
      const before = process.cpuUsage();
      await listNodeProcesses();
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1000);
    }
    // Processor time, since the machine may be busy with other tests; the least of five.
    expect(Math.min(...cpuMs)).toBeLessThan(100);
  } finally {
    for (const sleeper of sleepers) sleeper.kill('SIGKILL');
  }
});
