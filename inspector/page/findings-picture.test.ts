import { expect, test } from 'vitest';
import type { Finding } from '../../protocol/finding.ts';
import { findingsPicture } from './findings-picture.ts';

const finding = (more: Partial<Finding>): Finding => ({
  id: 'block',
  severity: 'warning',
  certainty: 'measured',
  cause: null,
  message: 'm',
  location: null,
  evidence: {},
  advice: null,
  rule: null,
  ...more,
});

test('what goes on comes first, then what is worse, then what is newer', () => {
  const { findings } = findingsPicture([
    { finding: finding({ id: 'ended', severity: 'error' }), begin: 5, end: 9 },
    { finding: finding({ id: 'info', severity: 'info' }), begin: 8, end: null },
    { finding: finding({ id: 'old' }), begin: 1, end: null },
    { finding: finding({ id: 'new' }), begin: 7, end: null },
    { finding: finding({ id: 'error', severity: 'error' }), begin: 2, end: null },
  ]);
  expect(findings.map((each) => each.finding.id)).toEqual(['error', 'new', 'old', 'info', 'ended']);
});

test('text of any length is bounded, and the key too', () => {
  const long = 'x'.repeat(1_000_000);
  const evidence = { [long]: long, stack: Array.from({ length: 5_000 }, () => long), times: 3 };
  const location = { file: long, line: 1, column: 2 };
  const { findings } = findingsPicture([
    { finding: finding({ message: long, evidence, location }), begin: 0, end: null },
  ]);
  expect(JSON.stringify(findings).length).toBeLessThan(500_000);
  expect(findings[0]?.key.length).toBeLessThan(20);
  expect(findings[0]?.finding.evidence['times']).toBe(3);
});
