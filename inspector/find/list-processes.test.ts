import { expect, test } from 'vitest';
import { listNodeProcesses } from './list-processes.ts';
import type { PlatformReader, SystemProcess } from './system-process.ts';

const node = (pid: number, part: Partial<SystemProcess> = {}): SystemProcess => ({
  pid,
  parentPid: 1,
  executable: '/opt/node-v22.1.0-linux-x64/bin/node',
  executableFile: null,
  argv: ['node', 'app.js'],
  cwd: '/srv',
  user: 'anna',
  uptimeSeconds: 5,
  environment: null,
  listening: [],
  ...part,
});

const platform = (...processes: SystemProcess[]): PlatformReader => ({
  readProcesses: () => Promise.resolve(processes),
  readProcess: () => Promise.resolve(null),
  listeningSockets: () => Promise.resolve([]),
  portHolders: () => Promise.resolve([]),
});

test('in the order of pids, without ourselves and what is not Node', async () => {
  const shell = node(7, { executable: '/bin/sh', argv: ['sh'] });
  const listed = await listNodeProcesses({
    platform: platform(node(30), shell, node(process.pid), node(4)),
  });
  expect(listed.map(({ pid }) => pid)).toEqual([4, 30]);
  expect(listed[0]).toEqual({
    pid: 4,
    parentPid: 1,
    uptimeSeconds: 5,
    command: 'node app.js',
    argv: ['node', 'app.js'],
    script: '/srv/app.js',
    cwd: '/srv',
    user: 'anna',
    nodeVersion: '22.1.0',
    inspector: null,
    editorTool: false,
  });
});

test("tools are listed and marked, and another user's process has nulls", async () => {
  const tool = node(4, { argv: ['node', '/x/typescript/lib/tsserver.js'] });
  const closed = node(5, { executable: null, cwd: null, uptimeSeconds: null });
  const [first, second] = await listNodeProcesses({ platform: platform(tool, closed) });
  expect(first?.editorTool).toBe(true);
  expect(second).toMatchObject({ script: 'app.js', cwd: null, nodeVersion: null });
});

test('a process without arguments is named by its binary', async () => {
  const [only] = await listNodeProcesses({ platform: platform(node(4, { argv: [] })) });
  expect(only).toMatchObject({ command: 'node', script: null });
});

test('stops when it is cancelled', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(listNodeProcesses({ signal, platform: platform() })).rejects.toThrow('enough');
});
