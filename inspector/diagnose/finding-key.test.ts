import { expect, it } from 'vitest';
import type { Finding } from '../../protocol/finding.ts';
import { findingKey } from './finding-key.ts';

const finding: Finding = {
  id: 'block',
  severity: 'warning',
  certainty: 'measured',
  cause: 'compute',
  message: 'once',
  location: { file: '/a.js', line: 1, column: 2 },
  evidence: { times: 1 },
  advice: null,
  rule: null,
};

it('stays the same while numbers and words change', () => {
  const later: Finding = {
    ...finding,
    severity: 'error',
    message: 'twice',
    evidence: { times: 2 },
  };
  expect(findingKey(later)).toBe(findingKey(finding));
});

it('differs by diagnosis, cause and place', () => {
  const others: readonly Partial<Finding>[] = [
    { id: 'periodic-block' },
    { cause: 'garbage collection' },
    { cause: null },
    { location: null },
    { location: { file: '/a.js', line: 2, column: 2 } },
    { location: { file: '/a.js', line: 1, column: 22 } },
  ];
  const keys = new Set(
    [finding, ...others.map((other) => ({ ...finding, ...other }))].map(findingKey),
  );
  expect(keys.size).toBe(others.length + 1);
});
