import { expect, test } from 'vitest';
import type { NodeCount } from '../../protocol/agent-live.ts';
import { awaitExpressionAt } from '../derive/await-expression.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';
import { FollowedStacks } from './followed-stacks.ts';
import { LostPromises } from './lost-promises.ts';

const names = ['handle', 'send', 'dispatch', 'next'];
const placed = names.map((name, i): PlacedFrame => {
  const location = { file: '/app/parcels.js', line: i + 1, column: 1 };
  const raw = { ...location, function: name, combinator: null };
  return { raw, location, generated: null, awaits: null, awaitsAsyncFunction: false };
});

const lostAt = (node: number, lost: number): NodeCount => ({
  node,
  exact: true,
  pending: 0,
  samples: 0,
  stuck: 0,
  bornMs: null,
  followedMs: 0,
  settled: 0,
  lost,
  vanished: 0,
  goneAfterMs: 1_000,
  settledAfterMs: null,
  ages: null,
});

/** Each function awaits the one behind it: node `i` adds the frame of the function `names[i - 1]` further in. */
function stacksWith(...counts: readonly NodeCount[]): FollowedStacks {
  const stacks = new FollowedStacks();
  const nodes = names.flatMap((_, i) => [i, i]);
  const report = { type: 'followed', nowMs: 0, frames: [], nodes, counts, complete: true } as const;
  stacks.add(report, placed);
  return stacks;
}

function innermost(...seconds: readonly FollowedStacks[]) {
  const lost = new LostPromises();
  const last = seconds.at(-1) as FollowedStacks;
  const all = [...seconds, last, last, last];
  return all
    .flatMap((stacks, second) => lost.news(stacks, second * 1_000))
    .map(({ group }) => group.frames[0]?.function);
}

test('the promises of the functions around a lost one are no losses of their own', () => {
  expect(innermost(stacksWith(lostAt(1, 2), lostAt(2, 2), lostAt(3, 2), lostAt(4, 2)))).toEqual([
    'next',
    'next',
  ]);
});

test('also where one of them was not followed', () => {
  expect(innermost(stacksWith(lostAt(2, 2), lostAt(4, 2)))).toEqual(['next', 'next']);
});

test('a chain such as `dispatch().catch(f)` has two promises for each task', () => {
  const awaits = awaitExpressionAt('await dispatch().catch(f)', 1, 1);
  expect(awaits?.chain).toEqual(['catch']);
  const stacks = stacksWith(lostAt(2, 4), lostAt(4, 2));
  stacks.placed[1] = { ...(stacks.placed[1] as PlacedFrame), awaits };
  expect(innermost(stacks)).toEqual(['next', 'next']);
});

test('more losses further out than further in are losses there', () => {
  expect(innermost(stacksWith(lostAt(2, 3), lostAt(4, 1)))).toEqual(['next', 'send', 'send']);
});

test('what is collected a second later still belongs together', () => {
  const outer = stacksWith(lostAt(2, 2));
  const both = stacksWith(lostAt(2, 2), lostAt(4, 2));
  expect(innermost(outer, both)).toEqual(['next', 'next']);
  expect(innermost(stacksWith(lostAt(4, 2)), both)).toEqual(['next', 'next']);
});

test('nothing is told twice', () => {
  const one = stacksWith(lostAt(4, 1));
  expect(innermost(one, one, one, one, one)).toEqual(['next']);
  expect(innermost(one, one, one, one, stacksWith(lostAt(4, 3)))).toEqual(['next', 'next', 'next']);
});

const vanishedAt = (node: number, vanished: number, settled = 0): NodeCount => ({
  ...lostAt(node, 0),
  exact: false,
  vanished,
  settled,
});

/** @param totals how many have vanished, second by second */
function suspected(totals: readonly number[], settled = 0): number {
  const lost = new LostPromises();
  return totals.flatMap((vanished, second) =>
    lost.news(stacksWith(vanishedAt(4, vanished, settled)), second * 1_000),
  ).length;
}

test('many that vanish at once have settled unseen; some that vanish again and again are suspected', () => {
  const burst = [0, 900, 1_900, 2_000, ...Array.from({ length: 20 }, () => 2_000)];
  const steady = Array.from({ length: 20 }, (_, second) => 2 * second);
  expect(suspected(burst)).toBe(0);
  expect(suspected(steady)).toBeGreaterThan(20);
  expect(suspected(steady, 10)).toBe(0);
});
