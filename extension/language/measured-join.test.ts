import { expect, test } from 'vitest';
import { liveFinding } from '../testing/made-up-live.ts';
import {
  joinMeasured,
  type MeasuredFinding,
  matching,
  type RuleDiagnostic,
} from './measured-join.ts';

/** In `score`, lines 5 to 12, its loop at line 6. */
const loop: RuleDiagnostic = {
  rule: 'cpu/loop',
  level: 'warning',
  message: 'This loop computes for long.',
  firstLine: 6,
  lastLine: 6,
  within: { name: 'score', firstLine: 5, lastLine: 12 },
};

const blockAt = (line: number, more: Parameters<typeof liveFinding>[0] = {}): MeasuredFinding => ({
  line,
  finding: liveFinding({ severity: 'warning', evidence: { function: 'score' }, ...more }),
});

const matches = (measured: MeasuredFinding, ...diagnostics: RuleDiagnostic[]) =>
  matching(measured, diagnostics);

test('a block a few lines below the head of its loop is that of the loop', () => {
  expect(matches(blockAt(9), loop)).toEqual([0]);
});

test('the same file is not enough', () => {
  expect(matches(blockAt(13), loop)).toEqual([]);
  expect(matches(blockAt(9), { ...loop, within: null })).toEqual([]);
});

test('nor is the same line, for a rule about something else', () => {
  expect(matches(blockAt(6), { ...loop, rule: 'promise/floating' })).toEqual([]);
  expect(matches(blockAt(6, { rule: null }), loop)).toEqual([]);
});

test('another rule of the family counts, unless the very rule is there', () => {
  const busy = { ...loop, rule: 'block/busy-wait' };
  expect(matches(blockAt(9), busy)).toEqual([0]);
  expect(matches(blockAt(6), busy, { ...loop, firstLine: 8, lastLine: 8 })).toEqual([1]);
});

test('a function inside another one is told by its name', () => {
  const inner = (name: string) => blockAt(9, { evidence: { function: name } });
  expect(matches(inner('rank'), loop)).toEqual([]);
  expect(matches(inner('Shop.score'), loop)).toEqual([0]);
  expect(matches(inner('async score [as get]'), loop)).toEqual([0]);
  expect(matches(inner('(anonymous)'), loop)).toEqual([0]);
  expect(matches(inner('Server.<anonymous>'), loop)).toEqual([0]);
});

test('of several in a function, the one that begins above and nearest', () => {
  const at = (line: number) => ({ ...loop, firstLine: line, lastLine: line });
  expect(matches(blockAt(9), at(6), at(8), at(10))).toEqual([1]);
  expect(matches(blockAt(7), at(8), at(10))).toEqual([0]);
  expect(matches(blockAt(8), at(8), at(8))).toEqual([0, 1]);
});

test('the place of a late timer is that of a victim', () => {
  expect(matches(blockAt(6, { id: 'late-timers' }), loop)).toEqual([]);
});

test('what was measured raises the level and stands before the message', () => {
  const words = () => 'blocked the loop once';
  const joined = (level: RuleDiagnostic['level'], measured: MeasuredFinding) =>
    joinMeasured([{ ...loop, level }], [measured], words)[0];
  expect(joined('warning', blockAt(9))).toEqual({
    ...loop,
    level: 'error',
    message: 'Measured: blocked the loop once. This loop computes for long.',
  });
  expect(joined('information', blockAt(9))?.level).toBe('warning');
  expect(joined('information', blockAt(9, { severity: 'error' }))?.level).toBe('error');
  expect(joined('error', blockAt(9))?.level).toBe('error');
});

test('a suspicion raises a level to its own and no further', () => {
  const suspected = blockAt(9, { certainty: 'suspected' });
  const level = (own: RuleDiagnostic['level']) =>
    joinMeasured([{ ...loop, level: own }], [suspected], () => '')[0]?.level;
  expect([level('information'), level('warning')]).toEqual(['warning', 'warning']);
});

test('diagnostics that nothing was measured at stay the same objects', () => {
  const other = { ...loop, firstLine: 40, lastLine: 40, within: null };
  const [first, second] = joinMeasured([loop, other], [blockAt(9)], () => 'x');
  expect(first).not.toBe(loop);
  expect(second).toBe(other);
});

test('several findings at one place are said one after the other, equal ones once', () => {
  const words = ({ id }: { id: string }) => id;
  const all = [blockAt(9), blockAt(10), blockAt(9, { id: 'periodic-block', severity: 'error' })];
  expect(joinMeasured([loop], all, words)[0]?.message).toBe(
    'Measured: block; periodic-block. This loop computes for long.',
  );
});
