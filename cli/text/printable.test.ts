import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test.each([
  ['plain', 'Pool.connect (src/pool.js:3:9)', 'Pool.connect (src/pool.js:3:9)'],
  ['other scripts and emoji', 'привет 世界 é 🚀', 'привет 世界 é 🚀'],
  ['a Windows path', 'C:\\app\\new.js', 'C:\\app\\new.js'],
  ['line breaks and tabs', 'a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['escape sequences', '\x1b[2J\x1b]0;owned\x07', '\\x1b[2J\\x1b]0;owned\\x07'],
  ['C1 controls', '\x9b2J', '\\x9b2J'],
  ['bidi overrides', 'a\u202eb\u2066c\u200fd', 'a\\u{202e}b\\u{2066}c\\u{200f}d'],
  ['what has no width', 'a\u200bb\ufeffc\u{e0041}d', 'a\\u{200b}b\\u{feff}c\\u{e0041}d'],
  ['separators', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
  ['lone surrogates', 'a\ud800b', 'a\\u{d800}b'],
  ['piled marks', `z${'\u0301'.repeat(50)}`, 'z\u0301\u0301'],
])('%s', (_name, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('a huge text is cut before any work is done on it', () => {
  const text = printable('\x1b'.repeat(1_000_000), 10);
  expect(text).toBe(`${'\\x1b'.repeat(9)}…`);
});
