import { expect, test } from 'vitest';
import { shown } from './shown.ts';

test('plain text of any script stays as it is', () => {
  expect(shown('handleOrder')).toBe('handleOrder');
  expect(shown('Größe 注文 заказ')).toBe('Größe 注文 заказ');
  expect(shown('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>');
});

test('what cannot be seen can be seen', () => {
  expect(shown('a\u202egpj.exe')).toBe(String.raw`a\u{202e}gpj.exe`);
  expect(shown('a\u0000b\u001b[31m')).toBe(String.raw`a\u{0}b\u{1b}[31m`);
  expect(shown('a\nb\tc')).toBe('a⏎b c');
  expect(shown('\ud800')).toBe(String.raw`\u{d800}`);
});

test('what is too long is cut before anything else is done', () => {
  const text = shown('f'.repeat(1_000_000));
  expect(text).toHaveLength(300);
  expect(text.endsWith('…')).toBe(true);
});

test('marks do not pile up', () => {
  expect(shown(`a${'\u0301'.repeat(50)}`)).toBe('a\u0301\u0301');
});
