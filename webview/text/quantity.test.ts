import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatPercent, plural } from './quantity.ts';

test('counts', () => {
  expect(formatCount(123_456)).toBe('123,456');
  expect(plural(1, 'task')).toBe('1 task');
  expect(plural(0, 'task')).toBe('0 tasks');
});

test('durations', () => {
  const texts = [0, 0.04, 9.9, 63, 999.6, 42_000, 133_000, 11_520_000, 356_400_000].map(
    formatDuration,
  );
  expect(texts).toEqual([
    '0 ms',
    '0 ms',
    '9.9 ms',
    '63 ms',
    '1.0 s',
    '42 s',
    '2 min 13 s',
    '3 h 12 min',
    '4 d 3 h',
  ]);
});

test('shares and sizes', () => {
  expect([0, 0.42, 12.6].map(formatPercent)).toEqual(['0 %', '0.4 %', '13 %']);
  expect([900, 5_400_000, 123_400_000, 2_500_000_000].map(formatBytes)).toEqual([
    '1 kB',
    '5.4 MB',
    '123 MB',
    '2.5 GB',
  ]);
});
