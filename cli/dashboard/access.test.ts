import { expect, test } from 'vitest';
import { Access } from './access.ts';

const access = new Access();
access.listensOn(7_000);

test('each run has a token of its own, which an address can hold', () => {
  expect(access.token).toMatch(/^[\w-]{32}$/);
  expect(new Access().token).not.toBe(access.token);
});

test('only the token itself is the token', () => {
  expect(access.isToken(access.token)).toBe(true);
  for (const wrong of ['', 'x', access.token.slice(1), `${access.token} `, new Access().token]) {
    expect(access.isToken(wrong)).toBe(false);
  }
});

test.each([
  ['/', undefined, false],
  ['/?token=', undefined, false],
  ['/?token=TOKEN', undefined, true],
  ['/webview.js?token=TOKEN', undefined, true],
  ['/', 'Bearer TOKEN', true],
  ['/', 'Basic TOKEN', false],
  ['/', 'TOKEN', false],
  ['/?token=TOKENx', undefined, false],
  ['/?Token=TOKEN', undefined, false],
  ['/TOKEN', undefined, false],
  ['/#token=TOKEN', undefined, false],
  // Who guesses gets one guess a request.
  ['/?token=x&token=TOKEN', undefined, false],
  ['/?token=x', 'Bearer TOKEN', false],
  [undefined, undefined, false],
])('the token in %s and %s', (url, authorization, known) => {
  const filled = (text?: string) => text?.replace('TOKEN', access.token);
  const headers = authorization ? { authorization: filled(authorization) } : {};
  expect(access.hasToken({ url: filled(url), headers })).toBe(known);
});

test.each([
  ['127.0.0.1:7000', true],
  ['localhost:7000', true],
  ['127.0.0.1', false],
  ['127.0.0.1:7001', false],
  ['evil.example:7000', false],
  ['127.0.0.1.evil.example:7000', false],
  ['', false],
  [undefined, false],
])('host %s', (host, allowed) => {
  expect(access.hostOf({ host }) !== null).toBe(allowed);
});

test.each([
  ['http://127.0.0.1:7000', '127.0.0.1:7000', true],
  ['http://localhost:7000', 'localhost:7000', true],
  // Another name for the same machine is another origin.
  ['http://localhost:7000', '127.0.0.1:7000', false],
  ['http://127.0.0.1:7001', '127.0.0.1:7000', false],
  ['https://127.0.0.1:7000', '127.0.0.1:7000', false],
  ['http://evil.example:7000', 'evil.example:7000', false],
  ['null', '127.0.0.1:7000', false],
  [undefined, '127.0.0.1:7000', false],
])('origin %s of host %s', (origin, host, own) => {
  expect(access.isOwnOrigin({ origin, host })).toBe(own);
});
