import { expect, test } from 'vitest';
import { Forest } from './forest.ts';
import { icicleLayout } from './icicle-layout.ts';
import { madeUpTasks } from './made-up-tasks.ts';

const tasks = madeUpTasks([
  { stack: 'serve > [next] > orders > query', count: 6, state: 'stuck', observedMs: 1_000 },
  { stack: 'serve > [other] > orders > pay', count: 2, observedMs: 60_000 },
  { stack: 'serve', count: 1, observedMs: 1_000 },
  { stack: 'job', count: 1, state: 'cycle', observedMs: 1_000 },
]);
const names = (forest: Forest, nodes: readonly number[]) =>
  nodes.map((node) => `${forest.frame(node).function} ${forest.weight(node)}`);

test('internal frames are left out, and what is alike without them is one', () => {
  const forest = new Forest(tasks, { showInternal: false, width: 'tasks' });
  expect(names(forest, forest.children(0))).toEqual(['serve 9', 'job 1']);
  const [serve = 0] = forest.children(0);
  expect(names(forest, forest.children(serve))).toEqual(['orders 8']);
  expect(forest.count(0)).toBe(10);
});

test('internal frames can be shown', () => {
  const forest = new Forest(tasks, { showInternal: true, width: 'tasks' });
  const [serve = 0] = forest.children(0);
  expect(names(forest, forest.children(serve))).toEqual(['next 6', 'other 2']);
});

test('a node is as alarming as the worst below it', () => {
  const forest = new Forest(tasks, { showInternal: false, width: 'tasks' });
  const [serve = 0, job = 0] = forest.children(0);
  expect([forest.state(serve), forest.state(job), forest.state(0)]).toEqual([
    'stuck',
    'cycle',
    'cycle',
  ]);
  expect(forest.stuck(serve)).toBe(6);
});

test('by waiting time, few that wait long are wider than many that do not', () => {
  const forest = new Forest(tasks, { showInternal: false, width: 'time' });
  const orders = forest.find(forest.keysTo(forest.children(forest.children(0)[0] ?? 0)[0] ?? 0));
  expect(names(forest, forest.children(orders))).toEqual(['pay 120000', 'query 6000']);
});

test('a node is found again in the next picture', () => {
  const before = new Forest(tasks, { showInternal: false, width: 'tasks' });
  const [serve = 0] = before.children(0);
  const keys = before.keysTo(before.children(serve)[0] ?? 0);
  const later = madeUpTasks([{ stack: 'job' }, { stack: 'serve > orders > pay' }]);
  const after = new Forest(later, { showInternal: false, width: 'tasks' });
  // Lines are by order of appearance, so only the way that is the same leads on.
  expect(after.find(keys)).toBe(0);
  expect(before.frame(before.find(keys)).function).toBe('orders');
});

test('boxes lie side by side, and those that are too narrow become one', () => {
  const many = madeUpTasks([
    { stack: 'wide', count: 970 },
    ...Array.from({ length: 30 }, (_, i) => ({ stack: `narrow${i}` })),
  ]);
  const forest = new Forest(many, { showInternal: false, width: 'tasks' });
  const boxes = icicleLayout(forest, 0, 0.01);
  expect(boxes.map(({ nodes, depth, left, width }) => [nodes, depth, left, width])).toEqual([
    [1, 0, 0, 1],
    [1, 1, 0, 0.97],
    [30, 1, 0.97, expect.closeTo(0.03)],
  ]);
});

test('a stack of any depth is laid out', () => {
  const deep = madeUpTasks([{ stack: Array.from({ length: 300 }, (_, i) => `f${i}`).join(' > ') }]);
  const forest = new Forest(deep, { showInternal: false, width: 'tasks' });
  expect(icicleLayout(forest, 0, 0.001)).toHaveLength(201);
  expect(
    icicleLayout(new Forest(madeUpTasks([]), { showInternal: true, width: 'time' }), 0, 0.1),
  ).toEqual([]);
});
