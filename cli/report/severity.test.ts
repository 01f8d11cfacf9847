import { expect, test } from 'vitest';
import { finding } from './sample-events.ts';
import { reachesSeverity } from './severity.ts';

test.each([
  ['error', 'error', true],
  ['error', 'info', true],
  ['warning', 'warning', true],
  ['warning', 'error', false],
  ['info', 'warning', false],
  ['info', 'info', true],
  ['error', null, false],
] as const)('%s with --fail-on %s: %s', (severity, limit, expected) => {
  expect(reachesSeverity(finding({ severity }), limit)).toBe(expected);
});
