import { expect, test } from 'vitest';
import { padEnd, padStart, textWidth, truncateEnd, truncateStart, wrap } from './width.ts';

test('wide and combined characters count as a terminal draws them', () => {
  expect(textWidth('abc')).toBe(3);
  expect(textWidth('世界')).toBe(4);
  expect(textWidth('é')).toBe(1);
  expect(textWidth('🚀')).toBe(2);
});

test('truncates at either end, never in the middle of a character', () => {
  expect(truncateEnd('handleOrder', 11)).toBe('handleOrder');
  expect(truncateEnd('handleOrder', 7)).toBe('handle…');
  expect(truncateEnd('世界世界', 6)).toBe('世界…');
  expect(truncateStart('lib/client.js:3:9', 9)).toBe('…t.js:3:9');
  expect(truncateEnd('abc', 0)).toBe('');
});

test('pads by columns', () => {
  expect(padEnd('世', 4)).toBe('世  ');
  expect(padStart('12', 5)).toBe('   12');
  expect(padStart('123456', 5)).toBe('123456');
});

test('wraps at blanks and cuts what does not fit on a line of its own', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('a abcdefghij b', 5)).toEqual(['a', 'abcd…', 'b']);
  expect(wrap('', 5)).toEqual(['']);
  expect(wrap('no limit at all', Number.POSITIVE_INFINITY)).toEqual(['no limit at all']);
});
