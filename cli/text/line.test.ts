import { expect, test } from 'vitest';
import { clip, fill, flow, type Line, lineWidth, span } from './line.ts';

const text = (line: Line) => line.map((part) => part.text).join('');
const line = [span('pool'), span('.connect', 'strong')];

test('a span is always safe to print', () => {
  expect(span('a\x1b[2Jb').text).toBe('a\\x1b[2Jb');
});

test('clips across spans', () => {
  expect(text(clip(line, 12))).toBe('pool.connect');
  expect(text(clip(line, 11))).toBe('pool.conne…');
  expect(text(clip(line, 4))).toBe('poo…');
  expect(text(clip(line, 5))).toBe('pool…');
  expect(lineWidth(clip([span('世界世界'), span('x')], 5))).toBeLessThanOrEqual(5);
});

test('fills up', () => {
  expect(text(fill(line, 14))).toBe('pool.connect  ');
  expect(fill(line, 3)).toBe(line);
});

test('flows parts over lines', () => {
  const parts = ['one', 'two', 'three'].map((part) => [span(part)]);
  expect(flow(parts, 9).map(text)).toEqual(['one · two', 'three']);
  expect(flow(parts, 80).map(text)).toEqual(['one · two · three']);
});
