import { expect, test } from 'vitest';
import { beatIntervals, createBeatInterval } from './beat-interval.ts';

const budgetMs = 20;
const { close, wide } = beatIntervals;

function afterBeats(interval: ReturnType<typeof createBeatInterval>, costMs: number, beats = 300) {
  for (let i = 1; i <= beats; i++) {
    interval.add(costMs);
    if (i % 40 === 0) interval.second();
  }
  return interval.milliseconds;
}

test('beats are close together where they are cheap', () => {
  expect(afterBeats(createBeatInterval(budgetMs), 0.03)).toBe(close);
});

test('where they are dear they are further apart, and come back when they are not', () => {
  const interval = createBeatInterval(budgetMs);
  expect(afterBeats(interval, 0.3)).toBe(wide);
  expect(afterBeats(interval, 0.03)).toBe(close);
});

test('a price at the limit does not change it each second', () => {
  const interval = createBeatInterval(budgetMs);
  expect(afterBeats(interval, 0.12)).toBe(close);
  afterBeats(interval, 0.3);
  expect(afterBeats(interval, 0.12)).toBe(wide);
});

test('a busy moment changes nothing, and a bigger budget allows more', () => {
  const interval = createBeatInterval(budgetMs);
  afterBeats(interval, 0.03);
  expect(afterBeats(interval, 2, 80)).toBe(close);
  expect(afterBeats(createBeatInterval(budgetMs * 5), 0.3)).toBe(close);
});

test('before it is known what they cost they are close together', () => {
  expect(afterBeats(createBeatInterval(budgetMs), 5, 39)).toBe(close);
});
