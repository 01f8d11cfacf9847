import { expect, test } from 'vitest';
import { parseTargets } from './target-list.ts';

const entry = { title: '/srv/app.js', webSocketDebuggerUrl: 'ws://localhost:9229/1-2' };

test.each([
  ['127.0.0.1', 'ws://127.0.0.1:9300/1-2'],
  ['::1', 'ws://[::1]:9300/1-2'],
])('the address that answered at %s replaces the one that the list names', (host, url) => {
  expect(parseTargets([entry], { host, port: 9300 })).toEqual([
    { webSocketUrl: url, title: '/srv/app.js' },
  ]);
});

test.each([[null], [{}], [[null, {}, { webSocketDebuggerUrl: 'x' }]], ['text']])(
  '%j offers nothing',
  (json) => {
    expect(parseTargets(json, { host: '127.0.0.1', port: 1 })).toEqual([]);
  },
);

test('an untitled target', () => {
  const [target] = parseTargets([{ ...entry, title: 7 }], { host: '127.0.0.1', port: 1 });
  expect(target?.title).toBeNull();
});
