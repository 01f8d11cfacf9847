import { expect, test } from 'vitest';
import { buildForest } from '../../inspector/derive/await-forest.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { frame, group } from '../testing/made-up-tasks.ts';
import { frameRow } from './frame-row.ts';

function rowOf(some: TaskGroup) {
  const [root] = buildForest([some], 'outermost');
  if (!root) throw new Error('no root');
  return frameRow(root, ['/srv'], true);
}

test('one task shows its place, relative to the workspace', () => {
  const row = rowOf(group([frame('load', '/srv/src/db.js:12:5')]));
  expect(row).toMatchObject({
    label: 'load',
    description: 'src/db.js:12',
    icon: { id: 'circle-outline' },
  });
  expect(row.spoken).toBe('load, src/db.js:12, 1 task, pending');
});

test('figures come before the place', () => {
  const stuck = { count: 1204, ageMs: 125_000, state: 'stuck' as const };
  const row = rowOf(group([frame('load', '/srv/db.js:12:5')], stuck));
  expect(row.description).toBe('1,204× · 2 min · db.js:12');
  expect(row.icon).toEqual({ id: 'warning', color: 'list.warningForeground' });
});

test('after a second a task is waiting', () => {
  const row = rowOf(group([frame('load')], { ageMs: 1_000, observedMs: 1_000 }));
  expect(row).toMatchObject({ icon: { id: 'watch' }, spoken: expect.stringContaining('waiting') });
});

test('what is not known exactly says so', () => {
  const estimate = { count: 7, countIsExact: false, observedMs: 30_000 };
  const row = rowOf(group([frame('load', '/else/db.js:12:5')], estimate));
  expect(row.description).toBe('≈7× · ≥30 s · db.js:12');
});

test('a cycle has its own icon, and a combinator is named', () => {
  const combinator = { kind: 'all' as const, index: 2 };
  const row = rowOf(
    group([frame('a', '/srv/a.js:1:1', { combinator })], { state: 'cycle', proven: true }),
  );
  expect(row.icon.id).toBe('sync');
  expect(row.description).toBe('await cycle · a.js:1 · awaits Promise.all[2]');
});

test('a combinator that nobody awaits has no place', () => {
  const combinator = { kind: 'all' as const, index: null, members: 10_000 };
  const row = rowOf(group([frame('', '', { combinator })]));
  expect(row).toMatchObject({ label: 'Promise.all (10,000 members)', description: '' });
});

test('a name from the target stays one line', () => {
  expect(rowOf(group([frame('a\nb\u202e')])).label).toBe('a b');
});
