import { expect, test } from 'vitest';
import { shownTasks } from '../sessions/shown-tasks.ts';
import type { Target } from '../sessions/target.ts';
import { frame, group, pendingTasks, target } from '../testing/made-up-tasks.ts';
import { childrenOf, type Showing } from './pending-children.ts';
import { type FrameItem, framesToRoot, type TargetItem } from './pending-items.ts';

const outermost: Showing = {
  choice: { groupBy: 'outermost', showInternalFrames: false },
  limits: new Map(),
  tasksOf: shownTasks,
};
const innermost: Showing = {
  ...outermost,
  choice: { groupBy: 'innermost', showInternalFrames: false },
};
const withInternal: Showing = {
  ...outermost,
  choice: { groupBy: 'innermost', showInternalFrames: true },
};
const itemOf = (of: Target): TargetItem => ({ kind: 'target', id: of.id, target: of });

function frameItems(of: Target, showing = outermost) {
  return childrenOf(itemOf(of), showing).filter((item) => item.kind === 'frame');
}

const names = (items: readonly FrameItem[]) => items.map(({ node }) => node.frame.function);
const chain = [
  frame('inner'),
  frame('lib', '/srv/node_modules/x.js:1:1', { internal: true }),
  frame('outer'),
];

test('children are loaded one level at a time', () => {
  const [outer] = frameItems(target({ tasks: pendingTasks([group(chain)]) }));
  if (!outer) throw new Error('no frame');
  const inner = childrenOf(outer, outermost) as FrameItem[];
  expect([outer.node.frame.function, names(inner)]).toEqual(['outer', ['inner']]);
  expect(framesToRoot(inner[0] as FrameItem).map((item) => item.function)).toEqual([
    'inner',
    'outer',
  ]);
});

test('internal frames are hidden unless that would hide a task', () => {
  const internal = frame('only', 'node:timers', { internal: true });
  const tasks = pendingTasks([group(chain), group([internal])]);
  expect(names(frameItems(target({ tasks }), innermost))).toEqual(['inner', 'only']);
  const [inner] = frameItems(target({ tasks }), withInternal);
  if (!inner) throw new Error('no frame');
  expect(names(childrenOf(inner, withInternal) as FrameItem[])).toEqual(['lib']);
});

test('ids are the same in the next collection and differ within one', () => {
  const groups = [group(chain), group([frame('inner'), frame('other')])];
  const ids = () => frameItems(target({ tasks: pendingTasks(groups) })).map(({ id }) => id);
  expect(ids()).toEqual(ids());
  expect(new Set(ids()).size).toBe(2);
});

test('of very many siblings, 200 are shown, then as many more as were asked for', () => {
  const groups = Array.from({ length: 1000 }, (_, line) =>
    group([frame('f', `/srv/a.js:${line + 1}:1`)]),
  );
  const item = itemOf(target({ tasks: pendingTasks(groups) }));
  const shown = childrenOf(item, outermost);
  expect(shown).toHaveLength(201);
  expect(shown.at(-1)).toMatchObject({ kind: 'more', hidden: 800 });
  const limits = new Map([[item.id, 400]]);
  expect(childrenOf(item, { ...outermost, limits })).toHaveLength(401);
});

test('an empty collection, a failure and an end are said in the tree', () => {
  const notes = (of: Target) =>
    childrenOf(itemOf(of), outermost).map((item) => (item.kind === 'note' ? item.text : item.kind));
  expect(notes(target({ tasks: pendingTasks([]) }))).toEqual([
    'No async function is suspended at an await.',
  ]);
  expect(notes(target({ state: { kind: 'failed', message: 'Would pause 7 s.' } }))).toEqual([
    'Would pause 7 s.',
    'Collect the pending tasks',
  ]);
  const reason = { kind: 'exited', message: 'Process 4711 exited.' } as const;
  const tasks = pendingTasks([group([frame('a')])]);
  expect(notes(target({ tasks, state: { kind: 'gone', reason } }))).toEqual([
    'frame',
    'Process 4711 exited.',
  ]);
});
