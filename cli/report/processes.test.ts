import { expect, test } from 'vitest';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { lineWidth } from '../text/line.ts';
import { paint } from '../text/paint.ts';
import { processLines } from './processes.ts';

const api: NodeProcess = {
  pid: 4711,
  parentPid: 1,
  uptimeSeconds: 133,
  command: '/usr/local/bin/node dist/server.js --port 8080',
  argv: ['/usr/local/bin/node', 'dist/server.js', '--port', '8080'],
  script: '/home/ada/shop/dist/server.js',
  cwd: '/home/ada/shop',
  user: 'ada',
  nodeVersion: '20.20.2',
  inspector: { host: '127.0.0.1', port: 9229 },
  editorTool: false,
};
const unknown: NodeProcess = {
  ...api,
  pid: 812,
  uptimeSeconds: null,
  argv: [],
  command: 'node\x1b[2J',
  cwd: null,
  nodeVersion: null,
  inspector: null,
};

const text = (processes: NodeProcess[], columns = 100, hidden = 0) =>
  paint(processLines(processes, { columns, home: '/home/ada', hidden }), false).join('\n');

test('a table', () => {
  expect(`\n${text([unknown, api], 100, 3)}\n`).toMatchInlineSnapshot(`
    "
     PID  UPTIME  NODE     INSPECTOR       COMMAND                          CWD
     812                                   node\\x1b[2J
    4711   2 min  20.20.2  127.0.0.1:9229  node dist/server.js --port 8080  ~/shop

    3 processes of an editor not shown: --all
    "
  `);
});

test('a narrow terminal', () => {
  expect(`\n${text([api], 60)}\n`).toMatchInlineSnapshot(`
    "
     PID  UPTIME  NODE     INSPECTOR       COMMAND        CWD
    4711   2 min  20.20.2  127.0.0.1:9229  node dist/se…  ~/shop
    "
  `);
  const lines = processLines([api, unknown], { columns: 70, home: null, hidden: 0 });
  expect(Math.max(...lines.map(lineWidth))).toBeLessThanOrEqual(70);
});

test('nothing is cut when it is not for a terminal', () => {
  const command = `node ${'x'.repeat(500)}`;
  const long = { ...api, command, argv: command.split(' ') };
  expect(text([long], Number.POSITIVE_INFINITY)).toContain(command);
});

test('an empty list says what to do next', () => {
  expect(text([], 100, 1)).toContain('No Node.js process of this user is running');
  expect(text([], 100, 1)).toContain('--all');
});
