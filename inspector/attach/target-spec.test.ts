import { expect, test } from 'vitest';
import { parseTarget } from './target-spec.ts';

test.each([
  ['4711', { kind: 'pid', pid: 4711 }],
  [' 4711\n', { kind: 'pid', pid: 4711 }],
  ['4294967295', { kind: 'pid', pid: 4_294_967_295 }],
  ['127.0.0.1:9229', { kind: 'address', host: '127.0.0.1', port: 9229 }],
  ['localhost:1', { kind: 'address', host: 'localhost', port: 1 }],
  ['db.example.com:65535', { kind: 'address', host: 'db.example.com', port: 65_535 }],
  ['[::1]:9229', { kind: 'address', host: '::1', port: 9229 }],
  ['[fe80::1%eth0]:9229', { kind: 'address', host: 'fe80::1%eth0', port: 9229 }],
  ['ws://127.0.0.1:9229/a-b', { kind: 'websocket', url: 'ws://127.0.0.1:9229/a-b' }],
  ['WSS://example.com/x', { kind: 'websocket', url: 'wss://example.com/x' }],
])('%s', (text, spec) => {
  expect(parseTarget(text)).toEqual(spec);
});

test.each([
  ['', 'No target is given'],
  ['0', '0 is not a process id'],
  ['-1', '-1 is not a process id'],
  ['4294967296', 'is not a process id'],
  ['node', '"node" is not a target'],
  ['localhost', '"localhost" is not a target'],
  ['host:', 'is not a target'],
  [':9229', 'is not a target'],
  ['host:0', '0 is not a port'],
  ['host:65536', '65536 is not a port'],
  ['host:92x', 'is not a target'],
  ['::1', 'write [::1]:9229'],
  ['127.0.0.1', 'write 127.0.0.1:9229'],
  ['[::1]', 'is not a target'],
  ['[nonsense]:9229', 'is not an IPv6 address'],
  ['http://127.0.0.1:9229', 'is not a target'],
  ['ws://', 'is not a debugger URL'],
  ['a b:1', 'is not a target'],
])('%j is wrong use', (text, message) => {
  expect(() => parseTarget(text)).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringContaining(message) as string,
    }) as Error,
  );
});
