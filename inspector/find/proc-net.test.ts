import { expect, test } from 'vitest';
import { parseProcNetTcp } from './proc-net.ts';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const rest = '00000000:00000000 00:00000000 00000000  1000        0';

test.each([
  ['0100007F:240D 00000000:0000 0A', '127.0.0.1', 9229, 'listen'],
  ['00000000:0BB8 00000000:0000 0A', '0.0.0.0', 3000, 'listen'],
  ['0100007F:240D 0100007F:A2C4 01', '127.0.0.1', 9229, 'established'],
  ['0100007F:240D 0100007F:A2C4 08', '127.0.0.1', 9229, 'other'],
  [`${'0'.repeat(24)}01000000:240D ${'0'.repeat(32)}:0000 0A`, '::1', 9229, 'listen'],
  [`${'0'.repeat(32)}:240D ${'0'.repeat(32)}:0000 0A`, '::', 9229, 'listen'],
  [`0000000000000000FFFF00000100007F:240D ${'0'.repeat(32)}:0000 0A`, '127.0.0.1', 9229, 'listen'],
  [
    `B80D01200000000000000000010000AB:0050 ${'0'.repeat(32)}:0000 0A`,
    '2001:db8::ab00:1',
    80,
    'listen',
  ],
])('%s', (line, host, port, state) => {
  const [socket, ...others] = parseProcNetTcp(`${header}   0: ${line} ${rest} 22551 1 0 100 0\n`);
  expect(socket).toMatchObject({ local: { host, port }, state, inode: 22_551 });
  expect(others).toEqual([]);
});

test('what is not a socket is left out', () => {
  expect(parseProcNetTcp(`${header}\n  garbage\n   0: 0100007F:24`)).toEqual([]);
});
