import { expect, test } from 'vitest';
import type { Finding } from '../../protocol/finding.ts';
import { liveFinding } from '../testing/made-up-live.ts';
import { evidenceEntries } from './evidence-words.ts';
import { compareFindings, findingDetails, findingRow, findingTitle } from './finding-row.ts';
import { findingText, findingTooltip } from './finding-text.ts';

const begin = new Date(2026, 10, 5, 12, 3, 27).getTime();
const timed = (more: Partial<Finding> = {}, end: number | null = null) => ({
  finding: liveFinding(more),
  begin,
  end,
});

test('a finding says what, where, how sure and since when', () => {
  expect(findingRow(timed(), ['/srv'], null)).toMatchObject({
    label: 'Block: compute',
    description:
      'score.js:7 · measured · since 12:03:27 · The event loop was blocked by computing in score: 4 times, up to 812 ms.',
    icon: { id: 'error' },
  });
  expect(findingTitle(liveFinding({ id: 'stuck-tasks', cause: null }))).toBe('Stuck tasks');
});

test('with several targets the finding names its own', () => {
  expect(findingRow(timed(), [], 'api.js').description).toMatch(/^api\.js · score\.js:7/);
});

test('what is over says until when, and is not alarming any more', () => {
  const row = findingRow(timed({}, begin + 33_000), [], null);
  expect(row.description).toContain('until 12:04:00');
  expect(row.icon).toEqual({ id: 'history', color: 'disabledForeground' });
});

test('the details name everything that is known, and nothing that is not', () => {
  const some = timed({ rule: null, evidence: { times: 4, native: null, stack: ['a', 'b'] } });
  expect(findingDetails(some, []).map(({ label, text }) => `${label}: ${text}`)).toEqual([
    'what: The event loop was blocked by computing in score: 4 times, up to 812 ms.',
    'advice: Move the work to a worker thread.',
    'place: score.js:7',
    'severity: error, measured: the numbers were observed',
    'cause: compute',
    'time: since 12:03:27',
    'times: 4',
    'stack: 2',
  ]);
});

test('evidence has units', () => {
  const evidence = {
    longestBlockMs: 1240,
    heapUsedBytesLast: 52_000_000,
    cpuPercent: 98.6,
    gcShare: 0.25,
    perMinute: 7.2468,
    tasks: 12_000,
    estimated: true,
    lastTime: begin,
  };
  expect(evidenceEntries(evidence).map(({ name, value }) => `${name} ${value}`)).toEqual([
    'longest block 1.2 s',
    'heap used last 52 MB',
    'cpu 99 %',
    'gc share 25 %',
    'per minute 7.25',
    'tasks 12,000',
    'estimated yes',
    'last time 12:03:27',
  ]);
});

test('severe ones come first, newer ones before older ones, what is over last', () => {
  const findings = [
    { ...timed({ message: 'over' }, begin + 1) },
    { ...timed({ message: 'slight', severity: 'info' }) },
    { ...timed({ message: 'old' }) },
    { ...timed({ message: 'new' }), begin: begin + 5 },
  ];
  const order = findings.toSorted(compareFindings).map(({ finding }) => finding.message);
  expect(order).toEqual(['new', 'old', 'slight', 'over']);
});

test('text to copy has the whole path and the whole stack', () => {
  const text = findingText(timed({ evidence: { stack: ['a x.js:1:1', 'b y.js:2:2'] } }));
  expect(text).toContain('  place: /srv/score.js:7:10\n');
  expect(text).toContain('  stack: 2\n    a x.js:1:1\n    b y.js:2:2');
});

test('nothing of the target means anything in a tooltip', () => {
  const text = findingTooltip(timed({ message: '[x](command:y) <b>', evidence: {} }));
  expect(text).toContain(String.raw`\[x\]\(command\:y\) \<b\>`);
});
