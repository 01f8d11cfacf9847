import { expect, test } from 'vitest';
import type { SortColumn } from './choices.ts';
import { madeUpTasks } from './made-up-tasks.ts';
import { Matches } from './matches.ts';
import { taskRows } from './task-rows.ts';

const tasks = madeUpTasks([
  { stack: 'serve > [once]', count: 3, observedMs: 9_000, waitsFor: 'reply(id)' },
  { stack: 'serve > Pool.take', count: 9, observedMs: 70_000, state: 'stuck' },
  { stack: 'job > sleep', count: 3, observedMs: 500, waitsFor: 'delay(5)' },
]);

function rows(by: SortColumn, descending: boolean, search = '', stuckOnly = false) {
  const matches = new Matches(tasks, search);
  return taskRows(tasks, matches, { sort: { by, descending }, stuckOnly });
}

test('every column sorts both ways, and what is equal keeps its order', () => {
  expect(rows('count', true)).toEqual([1, 0, 2]);
  expect(rows('count', false)).toEqual([0, 2, 1]);
  expect(rows('age', true)).toEqual([1, 0, 2]);
  expect(rows('leaf', false)).toEqual([1, 2, 0]);
  // Internal frames are no place of the program: the first group is at `serve`.
  expect(rows('function', false)).toEqual([1, 0, 2]);
  expect(rows('place', false)).toEqual([0, 1, 2]);
});

test('a search looks at functions of the whole stack, files and what is awaited', () => {
  expect(rows('count', true, 'POOL')).toEqual([1]);
  expect(rows('count', true, 'serve')).toEqual([1, 0]);
  expect(rows('count', true, 'delay(')).toEqual([2]);
  expect(rows('count', true, 'node:lib')).toEqual([0]);
  expect(rows('count', true, 'nowhere')).toEqual([]);
});

test('what is not stuck can be left out', () => {
  expect(rows('count', true, '', true)).toEqual([1]);
});
