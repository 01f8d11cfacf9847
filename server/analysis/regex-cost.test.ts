import { expect, test } from 'vitest';
import { hasNestedRepetition, mostDegree, regexCost } from './regex-cost.ts';

test.each([
  ['^(a+)+$', 'exponential'],
  [String.raw`^(\w+\s?)*$`, 'exponential'],
  ['(a|aa)+$', 'exponential'],
  [String.raw`\s+$`, 'polynomial'],
])('%s is slow', (pattern, kind) => {
  expect(regexCost(pattern, '')).toMatchObject({ kind });
});

test.each([
  String.raw`^\w+(?: \w+)*$`,
  '^[a-z]+$',
  String.raw`^([^=]+)=(\d+)$`,
  String.raw`^\d{4}-\d\d-\d\d$`,
])('%s is not', (pattern) => {
  expect(regexCost(pattern, '')).toBeNull();
});

test('repetition within repetition is told from the text', () => {
  expect(hasNestedRepetition(String.raw`(\d+\.?)+`)).toBe(true);
  expect(hasNestedRepetition('(a|b)*c')).toBe(true);
  expect(hasNestedRepetition(String.raw`[(+)]+\(a+\)+`)).toBe(false);
  expect(hasNestedRepetition('(ab)+c+')).toBe(false);
});

test.each([String.raw`\s+$`, String.raw`^\s*\w*\s*$`, 'a*a*a*b', '^a*a*a*$'])(
  '%s has no higher degree than is told from the text',
  (pattern) => {
    const degree = regexCost(pattern, '')?.degree ?? 0;
    expect(degree).toBeGreaterThan(1);
    expect(mostDegree(pattern)).toBeGreaterThanOrEqual(degree);
  },
);

test('an anchored expression with few repetitions has a low degree', () => {
  expect(mostDegree(String.raw`^(-?\d+(?:\.\d+)?)\s+(ms|s)$`)).toBe(3);
  expect(mostDegree('^a+|b+')).toBe(3);
  expect(mostDegree(String.raw`^\d+(?:\.\d+)?\s*$`)).toBe(3);
  expect(mostDegree('^(?:a*a*b){3}$')).toBe(Number.POSITIVE_INFINITY);
});
