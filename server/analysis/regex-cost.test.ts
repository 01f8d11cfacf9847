import { expect, test } from 'vitest';
import { hasNestedRepetition, regexCost } from './regex-cost.ts';

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
