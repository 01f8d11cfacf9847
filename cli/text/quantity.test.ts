import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatPercent, plural } from './quantity.ts';

test.each([
  [0, '0 ms'],
  [0.42, '0.4 ms'],
  [9.94, '9.9 ms'],
  [9.96, '10 ms'],
  [63.4, '63 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [1930, '1.9 s'],
  [42_400, '42 s'],
  [59_700, '1 min'],
  [133_000, '2 min 13 s'],
  [11_520_000, '3 h 12 min'],
  [356_400_000, '4 d 3 h'],
  [-5, '0 ms'],
])('%d ms is %s', (milliseconds, expected) => {
  expect(formatDuration(milliseconds)).toBe(expected);
});

test('counts, shares and sizes', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(plural(1, 'task')).toBe('1 task');
  expect(plural(5000, 'task')).toBe('5,000 tasks');
  expect(plural(2, 'process', 'processes')).toBe('2 processes');
  expect(formatPercent(0.024)).toBe('2.4 %');
  expect(formatPercent(1)).toBe('100 %');
  expect(formatBytes(51_200)).toBe('51 kB');
  expect(formatBytes(5_120_000)).toBe('5.1 MB');
  expect(formatBytes(512_000_000)).toBe('512 MB');
  expect(formatBytes(2_048_000_000)).toBe('2.0 GB');
});
