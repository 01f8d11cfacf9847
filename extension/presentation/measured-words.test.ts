import { expect, test } from 'vitest';
import { liveFinding } from '../testing/made-up-live.ts';
import { measuredWords } from './measured-words.ts';

test('blocks are counted, and how long they took in all', () => {
  const words = (evidence: Record<string, number | boolean>) =>
    measuredWords(liveFinding({ evidence }));
  expect(words({ times: 4, totalMs: 812 })).toBe('blocked the loop 4 times, 812 ms in all');
  expect(words({ times: 1, totalMs: 203 })).toBe('blocked the loop once, for 203 ms');
  expect(words({ times: 1, totalMs: 3000, ongoing: true })).toBe(
    'blocked the loop once, for 3.0 s, and still does',
  );
});

test('periodic blocks and stuck tasks', () => {
  const periodic = { periodMs: 5000, typicalMs: 300 };
  expect(measuredWords(liveFinding({ id: 'periodic-block', evidence: periodic }))).toBe(
    'blocks the loop every 5.0 s, for 300 ms',
  );
  const stuck = { tasks: 12, oldestMs: 125_000, estimated: true };
  expect(measuredWords(liveFinding({ id: 'stuck-tasks', evidence: stuck }))).toBe(
    '≈12 tasks stuck here, the oldest for 2 min',
  );
});

test('of others, the sentence of the diagnosis, on one line', () => {
  const other = liveFinding({ id: 'interval-overlap', message: 'Runs overlap\nin poll.' });
  expect(measuredWords(other)).toBe('Runs overlap in poll');
});
