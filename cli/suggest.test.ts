import { expect, test } from 'vitest';
import { suggest } from './suggest.ts';

test.each([
  ['dmup', 'dump'],
  ['sp', 'ps'],
  ['dumps', 'dump'],
  ['watch', null],
  ['', null],
])('%s: %s', (word, expected) => {
  expect(suggest(word, ['ps', 'dump'])).toBe(expected);
});
