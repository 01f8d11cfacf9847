import { describe, expect, test } from 'vitest';
import type { ProcStatus } from '../find/proc-files.ts';
import type { SystemProcess } from '../find/system-process.ts';
import { judgeSignal, type SignalFacts } from './signal-safety.ts';

const usr1 = 0x200n;

const status = (part: Partial<ProcStatus> = {}): ProcStatus => ({
  name: 'node',
  state: 'S',
  threadGroup: 12,
  pid: 12,
  uid: 1000,
  namespacePids: [12],
  caught: 0x4602n,
  ignored: 0x1000n,
  blocked: 0n,
  ...part,
});

const node = (command = 'node app.js', part: Partial<SystemProcess> = {}): SystemProcess => ({
  pid: 12,
  parentPid: 1,
  executable: '/usr/bin/node',
  executableFile: null,
  argv: command.split(' '),
  cwd: null,
  user: 'anna',
  uptimeSeconds: null,
  environment: null,
  listening: [],
  ...part,
});

const facts = (part: Partial<SignalFacts> = {}): SignalFacts => ({
  pid: 12,
  ownPid: 1,
  permission: 'allowed',
  process: node(),
  status: status(),
  sharesNetwork: true,
  ...part,
});

test('a plain process is safe, on Linux by its signals, elsewhere by its flags', () => {
  expect(judgeSignal(facts())).toEqual({ kind: 'safe' });
  expect(judgeSignal(facts({ status: null, sharesNetwork: null }))).toEqual({ kind: 'safe' });
});

describe('refused', () => {
  const deaf = status({ caught: 0n, blocked: usr1 });
  test.each<[string, Partial<SignalFacts>, string, string]>([
    ['ourselves', { ownPid: 12 }, 'usage', 'is Loopscope itself'],
    ['nobody', { permission: 'no-such-process' }, 'unreachable', 'There is no process 12.'],
    ['a thread', { status: status({ threadGroup: 11 }) }, 'usage', '12 is a thread of process 11'],
    ['a zombie', { status: status({ state: 'Z' }), process: null }, 'unreachable', 'has ended'],
    ["another user's", { permission: 'denied' }, 'unreachable', 'as anna or as root'],
    ['an unknown user', { permission: 'denied', process: null }, 'unreachable', 'another user'],
    [
      'another program',
      { process: node('sleep 9', { executable: '/bin/sleep' }) },
      'unreachable',
      'it runs /bin/sleep.',
    ],
    ['the unreadable', { process: null, status: null }, 'unreachable', 'cannot be read'],
    ['one in a container', { sharesNetwork: false }, 'unreachable', 'nsenter -n -t 12'],
    ['a stopped one', { status: status({ state: 'T' }) }, 'unreachable', 'kill -CONT 12'],
    ['a traced one', { status: status({ state: 't' }) }, 'unreachable', 'kill -CONT 12'],
    ['a blocked signal', { status: deaf }, 'unreachable', 'ignores SIGUSR1'],
    [
      'an ignored signal',
      { status: status({ caught: 0n, ignored: usr1 }) },
      'unreachable',
      'ignores SIGUSR1',
    ],
    [
      '--disable-sigusr1',
      { status: deaf, process: node('node --disable-sigusr1 a.js') },
      'unreachable',
      '--disable-sigusr1',
    ],
    [
      'the permission model',
      { status: deaf, process: node('node --permission a.js') },
      'unreachable',
      'permission model',
    ],
    [
      '--disable-sigusr1 elsewhere',
      { status: null, process: node('node --disable-sigusr1 a.js') },
      'unreachable',
      '--disable-sigusr1',
    ],
    [
      'a signal that would kill',
      { status: status({ caught: 0x4402n }) },
      'refused',
      'would end it',
    ],
  ])('%s', (_, part, errorKind, reason) => {
    expect(judgeSignal(facts(part))).toEqual({
      kind: 'refuse',
      errorKind,
      reason: expect.stringContaining(reason) as string,
    });
  });
});

test('a flag that a signal mask contradicts is not believed', () => {
  // `--permission --allow-inspector` of newer versions.
  expect(judgeSignal(facts({ process: node('node --permission a.js') }))).toEqual({ kind: 'safe' });
});
