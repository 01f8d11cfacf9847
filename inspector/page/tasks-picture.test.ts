import { expect, test } from 'vitest';
import { frame, group } from '../../test/support/observations.ts';
import { Tasks } from '../../webview/state/tasks.ts';
import { tasksPicture } from './tasks-picture.ts';

const request = [frame('dispatch /srv/a.js:10:3'), frame('serve /srv/a.js:18:24')];
const groups = [
  group({
    id: 'cycle',
    state: 'cycle',
    proven: true,
    frames: [frame('a /srv/c.js:1:1'), frame('b /srv/c.js:2:2')],
  }),
  group({
    id: 'stuck',
    count: 12,
    state: 'stuck',
    ageMs: 12_000.4,
    observedMs: 11_000,
    countIsExact: false,
    departed: { settled: 5, lost: 1 },
    frames: [frame('once node:events:98:10'), frame('take /srv/pool.js:3:9'), ...request],
  }),
  group({
    id: 'all',
    waitsFor: null,
    frames: [
      frame('load /srv/b.js:7:7', {
        combinator: { kind: 'all', index: null, members: 9 },
        generated: { file: '/srv/out/b.js', line: 70, column: 1 },
      }),
      ...request,
    ],
  }),
];
const picture = tasksPicture({ time: 50_000, groups, histories: new Map() });
const tasks = new Tasks({ ...picture, sequence: 1 });

test('what is packed comes out as it was', () => {
  expect(tasks.size).toBe(3);
  for (const [index, { id, count, frames, state, waitsFor }] of groups.entries()) {
    expect(tasks.id(index)).toBe(id);
    expect(tasks.count(index)).toBe(count);
    expect(tasks.state(index)).toBe(state);
    expect(tasks.waitsFor(index)).toBe(waitsFor);
    expect(tasks.stack(index)).toEqual(frames);
  }
});

test('texts, frames and stacks that are shared are there once', () => {
  expect(picture.texts.filter((text) => text === '/srv/a.js')).toHaveLength(1);
  expect(picture.frames.function).toHaveLength(7);
  // Two of the cycle, two that are shared, two and one further in.
  expect(picture.nodes.parent).toHaveLength(7);
});

test('ages grow with the clock, and say whether they are known', () => {
  expect(tasks.age(1, 50_000)).toBe(12_000);
  expect(tasks.age(1, 53_000)).toBe(15_000);
  expect([0, 1].map((index) => tasks.ageIsKnown(index))).toEqual([false, true]);
});

test('the place of a stack is the innermost frame of the program itself', () => {
  expect(tasks.place(1)).toMatchObject({ function: 'take', line: 3 });
});

test('a count that is not certain says so', () => {
  expect([0, 1].map((index) => tasks.countText(index, String))).toEqual(['1', '~12']);
});

test('names of any length are bounded, and stay apart', () => {
  const long = (end: string) =>
    group({
      id: end,
      waitsFor: 'x'.repeat(1_000_000),
      frames: [frame('f /srv/x.js:1:1', { function: `${'f'.repeat(1_000_000)}${end}` })],
    });
  const all = tasksPicture({ time: 0, groups: [long('a'), long('b')], histories: new Map() });
  expect(JSON.stringify(all).length).toBeLessThan(5_000);
  expect(all.groups.id).toEqual(['a', 'b']);
});
