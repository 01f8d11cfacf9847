import { expect, test } from 'vitest';
import { nodeProcess } from '../testing/made-up-tasks.ts';
import { rankProcesses } from './rank.ts';

test('the workspace comes first, then the youngest; tools last', () => {
  const elsewhere = nodeProcess(1, { cwd: '/else', script: '/else/a.js', uptimeSeconds: 1 });
  const older = nodeProcess(2, { cwd: '/else', script: '/else/a.js', uptimeSeconds: 99 });
  const own = nodeProcess(3, { cwd: '/srv/api', script: '/srv/api/a.js', uptimeSeconds: 500 });
  const startedHere = nodeProcess(4, { cwd: '/srv/api', script: '/opt/tool.js' });
  const npm = nodeProcess(5, { cwd: '/srv/api', script: '/opt/node_modules/npm/cli.js' });
  const order = rankProcesses([npm, older, elsewhere, startedHere, own], ['/srv/api']);
  expect(order.map(({ pid }) => pid)).toEqual([3, 4, 1, 2, 5]);
});

test('equal ones have a fixed order', () => {
  const same = [nodeProcess(1), nodeProcess(3), nodeProcess(2)];
  expect(rankProcesses(same, []).map(({ pid }) => pid)).toEqual([3, 2, 1]);
  expect(rankProcesses(same.toReversed(), []).map(({ pid }) => pid)).toEqual([3, 2, 1]);
});

test('a parent comes before its younger child, unless the parent only starts programs', () => {
  const runner = nodeProcess(9, { cwd: '/else', script: '/else/run.js' });
  const main = nodeProcess(10, { parentPid: 9, uptimeSeconds: 60 });
  const child = nodeProcess(11, { parentPid: 10, uptimeSeconds: 59 });
  const nodemon = nodeProcess(20, { script: '/srv/node_modules/nodemon/bin.js' });
  const server = nodeProcess(21, { parentPid: 20, uptimeSeconds: 70 });
  const order = rankProcesses([child, nodemon, runner, main, server], ['/srv']);
  expect(order.map(({ pid }) => pid)).toEqual([10, 21, 11, 9, 20]);
});
