// What `ps` and `lsof` print on macOS, as their manual pages describe it.
import { expect, test } from 'vitest';
import { parseLsof, socketsFromLsof } from './lsof.ts';
import { parseElapsed, parsePs } from './ps.ts';

test('ps', () => {
  const identities = `  501   1 anna     02-03:04:05 /opt/homebrew/Cellar/node/22.1.0/bin/node
 4711 501 _www           00:07 /Applications/Visual Studio Code.app/Contents/MacOS/Electron
`;
  const commands = `  501 /opt/homebrew/Cellar/node/22.1.0/bin/node --inspect app.js
 4711 /Applications/Visual Studio Code.app/Contents/MacOS/Electron --a b
`;
  expect(parsePs(identities, commands)).toEqual([
    {
      pid: 501,
      parentPid: 1,
      user: 'anna',
      elapsed: '02-03:04:05',
      executable: '/opt/homebrew/Cellar/node/22.1.0/bin/node',
      argv: ['/opt/homebrew/Cellar/node/22.1.0/bin/node', '--inspect', 'app.js'],
    },
    {
      pid: 4711,
      parentPid: 501,
      user: '_www',
      elapsed: '00:07',
      executable: '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
      argv: ['/Applications/Visual Studio Code.app/Contents/MacOS/Electron', '--a', 'b'],
    },
  ]);
});

test.each([
  ['00:07', 7],
  ['12:34', 754],
  ['01:00:00', 3600],
  ['02-03:04:05', 183_845],
  ['', null],
])('elapsed %s', (text, seconds) => {
  expect(parseElapsed(text)).toBe(seconds);
});

test('lsof', () => {
  const files = parseLsof(
    'p501\nfcwd\nn/Users/anna/my app\np502\nf20\nn127.0.0.1:9229\nf21\nn[::1]:9230\nf22\nn*:3000\n',
  );
  expect(files[0]).toEqual({ pid: 501, name: '/Users/anna/my app' });
  expect(socketsFromLsof(files)).toEqual([
    { pid: 502, socket: { host: '127.0.0.1', port: 9229, offMainLoop: null } },
    { pid: 502, socket: { host: '::1', port: 9230, offMainLoop: null } },
    { pid: 502, socket: { host: '*', port: 3000, offMainLoop: null } },
  ]);
});
