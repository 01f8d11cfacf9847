// What PowerShell and netstat print on Windows, as their documentation describes it.
import { describe, expect, test } from 'vitest';
import { parseNetstat, parseWindowsProcesses, splitWindowsCommand } from './windows-output.ts';

const row = {
  ProcessId: 4711,
  ParentProcessId: 12,
  ExecutablePath: String.raw`C:\Program Files\nodejs\node.exe`,
  CommandLine: String.raw`"C:\Program Files\nodejs\node.exe"  app.js`,
  Started: '2026-01-01T00:00:00.0000000Z',
};

describe('Get-CimInstance', () => {
  const now = Date.parse('2026-01-01T00:01:00Z');

  test.each([
    ['several', [row, { ...row, ProcessId: 4712 }], [4711, 4712]],
    ['one, which comes without brackets', row, [4711]],
  ])('%s', (_, output, pids) => {
    const processes = parseWindowsProcesses(`\uFEFF${JSON.stringify(output)}`, now);
    expect(processes.map(({ pid }) => pid)).toEqual(pids);
    expect(processes[0]).toMatchObject({
      parentPid: 12,
      executable: row.ExecutablePath,
      argv: [row.ExecutablePath, 'app.js'],
      uptimeSeconds: 60,
    });
  });

  test('a process that may not be read has nulls', () => {
    const closed = { ...row, ExecutablePath: null, CommandLine: null, Started: null };
    expect(parseWindowsProcesses(JSON.stringify([closed]), now)[0]).toMatchObject({
      executable: null,
      argv: [],
      uptimeSeconds: null,
    });
  });

  test.each(['', 'Access denied'])('%j is nothing', (text) => {
    expect(parseWindowsProcesses(text, now)).toEqual([]);
  });
});

test.each([
  ['node app.js', ['node', 'app.js']],
  [
    String.raw`"C:\a b\node.exe" --x="1 2" "c:\d e\"`,
    [String.raw`C:\a b\node.exe`, '--x=1 2', String.raw`c:\d e"`],
  ],
  [String.raw`node "say \"hi\"" c:\x\y`, ['node', 'say "hi"', String.raw`c:\x\y`]],
  [String.raw`node "c:\x y\\" z`, ['node', 'c:\\x y\\', 'z']],
  ['', []],
])('arguments of %s', (command, words) => {
  expect(splitWindowsCommand(command)).toEqual(words);
});

test('netstat, in any language', () => {
  const text = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1044
  TCP    127.0.0.1:9229         0.0.0.0:0              ABHÖREN          4711\r
  TCP    127.0.0.1:9229         127.0.0.1:50123        HERGESTELLT      4711
  TCP    [::1]:9230             [::]:0                 À l'écoute       4712
  UDP    0.0.0.0:5353           *:*                                     1044
`;
  const at = (host: string, port: number) => ({ host, port, offMainLoop: null });
  expect(parseNetstat(text)).toEqual([
    { pid: 1044, socket: at('0.0.0.0', 135) },
    { pid: 4711, socket: at('127.0.0.1', 9229) },
    { pid: 4712, socket: at('::1', 9230) },
  ]);
});
