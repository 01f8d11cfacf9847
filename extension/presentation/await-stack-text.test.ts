import { expect, test } from 'vitest';
import { frame, group, pendingTasks } from '../testing/made-up-tasks.ts';
import { groupsText, groupText, tasksText } from './await-stack-text.ts';

test('a stack reads as one of V8, innermost first, with combinators between their frames', () => {
  const frames = [
    frame('connect', '/srv/db.js:12:5'),
    frame('load', '/srv/app.js:20:3', {
      combinator: { kind: 'all', index: 1 },
      outerCombinators: [{ kind: 'race', index: null }],
    }),
  ];
  const text = groupText(group(frames, { count: 3, ageMs: 5000, waitsFor: 'pool.take()' }));
  expect(text).toBe(`3 tasks · pending · oldest 5 s · awaiting pool.take()
    at async connect (/srv/db.js:12:5)
    at async Promise.all (index 1)
    at async Promise.race
    at async load (/srv/app.js:20:3)`);
});

test('a cycle says that it goes round, and whether that is proven', () => {
  const frames = [frame('a', '/srv/a.js:1:1'), frame('b', '/srv/a.js:2:1')];
  const cycle = group(frames, { state: 'cycle', proven: true, observedMs: 5000 });
  expect(
    groupText(cycle),
  ).toBe(`1 cycle · they await each other: a proven deadlock · began before the attach, at least 5 s
    at async a (/srv/a.js:1:1)
    at async b (/srv/a.js:2:1)
    … and again from the first line`);
});

test('what was not collected is said', () => {
  expect(groupText(group([frame('a')], { truncated: true }))).toContain('… further out');
  expect(groupsText([group([frame('a')]), group([frame('b')])], 1)).toContain('… 1 more stack');
});

test('the whole text names the target and the cost', () => {
  const text = tasksText('app.js · process 7', pendingTasks([group([frame('a')])], { skipped: 2 }));
  expect(text.split('\n')[0]).toBe(
    'app.js · process 7 · 2026-11-05T12:00:00.000Z · 20 pending promises · 2 promises left out · paused 48 ms',
  );
});

test('text of the target cannot add lines', () => {
  const hostile = group([frame('a\n    at async forged (/x:1:1)')], { waitsFor: 'x\ny' });
  expect(groupText(hostile).split('\n')).toHaveLength(2);
});
