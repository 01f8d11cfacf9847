import { expect, test } from 'vitest';
import type { TcpSocket } from '../find/proc-net.ts';
import { count } from './other-clients.ts';

const port = 9229;
const at = (value: number) => ({ host: '127.0.0.1', port: value });

/** Both sides of a connection of a client, as one sees them on loopback. */
const connection = (from: number, inode: number, state: TcpSocket['state'] = 'established') => [
  { local: at(port), remote: at(from), state, inode: inode + 1000 },
  { local: at(from), remote: at(port), state, inode },
];

const listener: TcpSocket = { local: at(port), remote: at(0), state: 'listen', inode: 1 };

test('ours are told from those of others', () => {
  const sockets = [listener, ...connection(50_001, 11), ...connection(50_002, 12)];
  expect(count(sockets, port, new Set([11]))).toEqual({ ours: 1, others: 1 });
  expect(count(sockets, port, new Set([11, 12]))).toEqual({ ours: 2, others: 0 });
  expect(count(sockets, 9230, new Set([11]))).toEqual({ ours: 0, others: 0 });
});

test('a client on another machine counts, one that has left does not', () => {
  const remote = { local: at(port), remote: { host: '10.0.0.7', port: 5 }, inode: 9 };
  const sockets: TcpSocket[] = [
    { ...remote, state: 'established' },
    ...connection(50_003, 13, 'other'),
  ];
  expect(count(sockets, port, new Set())).toEqual({ ours: 0, others: 1 });
});
