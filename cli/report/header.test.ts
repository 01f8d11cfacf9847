import { expect, test } from 'vitest';
import { programOf } from './header.ts';
import { reportOf } from './sample-report.ts';

const { target } = reportOf([]);

test.each([
  ['a script', {}, 'src/main.js --port 80'],
  ['a title of its own', { title: 'shop api' }, 'src/main.js --port 80 (shop api)'],
  ['started by its path', { title: '/usr/bin/node' }, 'src/main.js --port 80'],
  ['no script', { argv: ['/opt/node/bin/node'], title: '/opt/node/bin/node' }, 'node'],
  ['Windows', { argv: ['C:\\node\\node.exe'], title: 'C:\\node\\node.exe' }, 'node.exe'],
])('%s', (_name, change, expected) => {
  expect(programOf({ ...target, ...change }, null)).toBe(expected);
});
