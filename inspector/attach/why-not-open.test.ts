import { expect, test } from 'vitest';
import { silentReason } from './why-not-open.ts';

test.each([
  ['S', 'the program handles that signal itself'],
  ['', 'the program handles that signal itself'],
  ['T', 'kill -CONT 12'],
  ['t', 'kill -CONT 12'],
  ['R', '--timeout'],
  ['D', 'cannot receive a signal'],
])('after a signal without effect, in state %j', (state, text) => {
  expect(silentReason(12, state)).toContain(text);
});
