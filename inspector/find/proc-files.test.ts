import { expect, test } from 'vitest';
import {
  environmentVariable,
  parsePasswd,
  parseProcStat,
  parseProcStatus,
  splitNul,
} from './proc-files.ts';

test('stat of a process whose name holds blanks and parentheses', () => {
  const text =
    '4711 (node (api) x) S 1200 4711 4711 0 -1 4194560 8 0 0 0 120 30 0 0 20 0 11 0 987654 1 2\n';
  expect(parseProcStat(text)).toEqual({
    pid: 4711,
    name: 'node (api) x',
    state: 'S',
    parentPid: 1200,
    startSeconds: 9876.54,
  });
});

test.each(['', '4711', '4711 (node', '4711 (node) S 1'])('stat %j is nothing', (text) => {
  expect(parseProcStat(text)).toBeNull();
});

test('status', () => {
  const text = `Name:\tnode-MainThread
State:\tT (stopped)
Tgid:\t4711
Pid:\t4713
Uid:\t1000\t1001\t1000\t1000
NSpid:\t4713\t12\t1
SigBlk:\t0000000000000200
SigIgn:\t0000000001001000
SigCgt:\t0000000100004602
`;
  expect(parseProcStatus(text)).toEqual({
    name: 'node-MainThread',
    state: 'T',
    threadGroup: 4711,
    pid: 4713,
    uid: 1000,
    namespacePids: [4713, 12, 1],
    blocked: 0x200n,
    ignored: 0x1001000n,
    caught: 0x100004602n,
  });
});

test.each([
  ['node\0app.js\0', ['node', 'app.js']],
  ['node\0-e\0\0x\0', ['node', '-e', '', 'x']],
  // After `process.title = 'api'`.
  ['api\0\0\0\0\0', ['api']],
  ['', []],
  ['\0\0', []],
])('arguments of %j', (text, words) => {
  expect(splitNul(text)).toEqual(words);
});

test('an environment variable is found by its whole name', () => {
  const environ = ['OLD_NODE_OPTIONS=a', 'NODE_OPTIONS=--inspect=1 b', 'EMPTY='];
  expect(environmentVariable(environ, 'NODE_OPTIONS')).toBe('--inspect=1 b');
  expect(environmentVariable(environ, 'EMPTY')).toBe('');
  expect(environmentVariable(environ, 'NODE')).toBeNull();
});

test('the first name of a user id counts', () => {
  const users = parsePasswd('root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n\nbad\n');
  expect([...users]).toEqual([[0, 'root']]);
});
