import { describe, expect, test } from 'vitest';
import { inspectorFlags } from './command-line.ts';
import { isLoopback } from './loopback.ts';
import { inspectorCandidates } from './open-inspector.ts';
import type { ListeningSocket } from './system-process.ts';

const socket = (host: string, port: number, offMainLoop: boolean | null): ListeningSocket => ({
  host,
  port,
  offMainLoop,
});

const ports = (sockets: readonly ListeningSocket[], command = 'node app.js', thorough = false) =>
  inspectorCandidates(sockets, inspectorFlags(command.split(' '), null), thorough).map(
    ({ host, port }) => `${host}:${port}`,
  );

test('a port of the program itself is not asked', () => {
  expect(ports([socket('127.0.0.1', 3000, false), socket('0.0.0.0', 8080, true)])).toEqual([]);
  expect(ports([socket('127.0.0.1', 3000, null)])).toEqual([]);
});

test('the likely ones come first: expected, and beside the main loop', () => {
  const sockets = [
    socket('127.0.0.1', 40_000, true),
    socket('127.0.0.1', 9229, false),
    socket('127.0.0.1', 9300, true),
    socket('127.0.0.1', 3000, false),
  ];
  expect(ports(sockets, 'node --inspect=9300 app.js')).toEqual([
    '127.0.0.1:9300',
    '127.0.0.1:40000',
    '127.0.0.1:9229',
  ]);
});

test('an inspector on every interface is asked on loopback', () => {
  const sockets = [
    socket('0.0.0.0', 9229, true),
    socket('::', 9229, true),
    socket('*', 9229, null),
  ];
  expect(ports(sockets)).toEqual(['127.0.0.1:9229', '::1:9229', '127.0.0.1:9229']);
});

test('it may have moved on the interface that it was given', () => {
  const sockets = [socket('0.0.0.0', 40_001, true)];
  expect(ports(sockets, 'node --inspect-port=0.0.0.0:9300 app.js')).toEqual(['127.0.0.1:40001']);
});

test('a process that the user chose is looked at more thoroughly', () => {
  const sockets = [socket('127.0.0.1', 40_000, null), socket('192.168.0.1', 40_001, null)];
  expect(ports(sockets, 'node app.js', true)).toEqual(['127.0.0.1:40000']);
});

describe('loopback', () => {
  test.each([
    'localhost',
    'LOCALHOST',
    'api.localhost',
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '[::ffff:7f00:1]',
  ])('%s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  test.each([
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '10.0.0.1',
    'example.com',
    '127.0.0.1.example.com',
    'localhost.example.com',
    '::2',
    '::ffff:10.0.0.1',
    '',
  ])('not %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
