import { expect, test } from 'vitest';
import { editorTools } from './editor-tool.ts';
import type { SystemProcess } from './system-process.ts';

const process = (pid: number, parentPid: number | null, command: string): SystemProcess => ({
  pid,
  parentPid,
  executable: command.split(' ')[0] ?? '',
  executableFile: null,
  argv: command.split(' '),
  cwd: null,
  user: null,
  uptimeSeconds: null,
  environment: null,
  listening: [],
});

const server = '/home/u/.vscode-server/cli/servers/Stable-1/server';

test.each([
  `${server}/node ${server}/out/server-main.js --port=0`,
  `${server}/node ${server}/out/bootstrap-fork --type=extensionHost`,
  `${server}/node ${server}/out/bootstrap-fork --type=ptyHost`,
  '/usr/lib/code-server/lib/node /usr/lib/code-server/out/node/entry',
  '/home/u/.cursor-server/bin/x/node /x/y.js',
  '/usr/bin/node /w/node_modules/typescript/lib/tsserver.js --useInferredProjectPerProjectRoot',
  '/usr/bin/node /home/u/.vscode/extensions/dbaeumer.vscode-eslint-3.0.10/server/out/eslintServer.js --node-ipc',
  '/usr/bin/node /home/u/.vscode/extensions/loopscope.loopscope-0.1.0/dist/server.js',
  '/usr/bin/node /usr/lib/node_modules/pyright/langserver.index.js --stdio',
  '/usr/bin/node /usr/bin/bash-language-server start --stdio',
  '/usr/bin/node /w/server.js --node-ipc --clientProcessId=12',
  '/usr/share/code/code /usr/share/code/resources/app/extensions/json/server.js',
])('is a tool: %s', (command) => {
  expect(editorTools([process(1, null, command)])).toEqual(new Set([1]));
});

test.each([
  '/usr/bin/node app.js',
  '/usr/bin/node /w/.vscode/run.js',
  '/usr/bin/node /w/my-language-server/index.js',
  '/usr/bin/node /w/extensions/api.js',
  '/usr/bin/npm run dev',
  '/bin/sh -c node tsserver.js',
])('is not a tool: %s', (command) => {
  expect(editorTools([process(1, null, command)])).toEqual(new Set());
});

test('helpers of a service are tools; programs in the terminal and debugged ones are not', () => {
  const processes = [
    process(10, 1, `${server}/node ${server}/out/server-main.js`),
    process(11, 10, `${server}/node ${server}/out/bootstrap-fork --type=extensionHost`),
    process(12, 11, '/usr/bin/node /w/node_modules/typescript/lib/tsserver.js'),
    process(13, 12, '/usr/bin/node /w/node_modules/some/worker.js'),
    process(14, 11, '/usr/bin/node /w/debugged.js'),
    process(15, 10, `${server}/node ${server}/out/bootstrap-fork --type=ptyHost`),
    process(16, 15, '/bin/zsh -i'),
    process(17, 16, '/usr/bin/node /w/app.js'),
    process(18, 12, '/bin/sh -c run'),
    process(19, 18, '/usr/bin/node /w/plugin.js'),
  ];
  expect([...editorTools(processes)]).toEqual([10, 11, 12, 13, 15]);
});

test('a circle of parents ends', () => {
  const circle = [process(1, 2, '/usr/bin/node a.js'), process(2, 1, '/usr/bin/node b.js')];
  expect(editorTools(circle)).toEqual(new Set());
});
