import { expect, it } from 'vitest';
import { frame, group } from '../../test/support/observations.ts';
import { awaitedCall } from './awaited-call.ts';

it.each([
  ['fetch(url)', 'request', 'fetch'],
  ['a shared promise inside fetch(), or one that it returned', 'request', 'fetch'],
  ['axios.post(url, body)', 'request', 'axios.post'],
  ['https.get(options)', 'request', 'https.get'],
  ['delay(1000)', 'timer', 'delay'],
  ['once(socket, "message")', 'event', 'once'],
  ['the next value of on(socket, "message")', 'event', 'on'],
  ['this.#mutex.acquire()', 'lock', 'this.#mutex.acquire'],
  ['this.pool.connect()', 'lock', 'this.pool.connect'],
  ['pgPool.connect()', 'lock', 'pgPool.connect'],
  ['db.getConnection()', 'lock', 'db.getConnection'],
  ['client.connect()', 'other', 'client.connect'],
  ['this.#ask(request)', 'other', 'this.#ask'],
  ['new Promise((resolve) => fetch())', 'other', null],
  ['reply', 'other', null],
  [null, 'other', null],
])('reads %s as %s', (waitsFor, kind, callee) => {
  expect(awaitedCall(group({ waitsFor }))).toEqual({ kind, callee });
});

it('takes the function of Node or of a package that the program entered, when it shows on the stack', () => {
  const frames = [
    frame('fetchImpl node:internal/deps/undici/undici:9:9'),
    frame('fetch node:internal/deps/undici/undici:13:5'),
    frame('load /app/load.js:8:3'),
  ];
  expect(awaitedCall(group({ frames, waitsFor: 'p.promise' }))).toEqual({
    kind: 'request',
    callee: 'fetch',
  });
});
