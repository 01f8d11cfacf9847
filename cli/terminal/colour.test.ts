import { expect, test } from 'vitest';
import { wantsColour } from './colour.ts';

const ask = (env: Record<string, string>, isTerminal = true, off = false) =>
  wantsColour({ env, isTerminal, off });

test('a terminal gets colours, a pipe does not', () => {
  expect(ask({})).toBe(true);
  expect(ask({}, false)).toBe(false);
  expect(ask({ TERM: 'dumb' })).toBe(false);
});

test('the environment and the command line decide', () => {
  expect(ask({ NO_COLOR: '1' })).toBe(false);
  expect(ask({ NO_COLOR: '' })).toBe(true);
  expect(ask({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(ask({ FORCE_COLOR: '0' })).toBe(false);
  expect(ask({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  expect(ask({ FORCE_COLOR: '1' }, true, true)).toBe(false);
});
