import { expect, test } from 'vitest';
import type { Frame } from '../../protocol/frame.ts';
import type { Block, LiveTaskGroup } from '../../protocol/live.ts';
import type { Observations } from '../../protocol/observations.ts';
import type { LiveState } from '../sessions/live-feed.ts';
import { liveBlock, liveFinding, liveGroup, liveState } from '../testing/made-up-live.ts';
import { frame, target } from '../testing/made-up-tasks.ts';
import { sourceMarks } from './source-marks.ts';

const marksOf = (live: Partial<LiveState>) => sourceMarks(target({ live: liveState(live) }));
const waiting = (...groups: LiveTaskGroup[]) => marksOf({ tasks: { time: 1, groups } });
const blocked = (...blocks: Block[]) =>
  marksOf({ observations: () => ({ live: { blocks } }) as unknown as Observations });
const texts = (marks: ReturnType<typeof sourceMarks>) =>
  marks.map(({ location, text }) => `${location.file}:${location.line} ${text}`);
const via = (name: string, ...inner: Frame[]) =>
  liveGroup({ id: name, count: 1, frames: [...inner, frame('take', '/srv/pool.js:12:5')] });

test('all that is stuck at an await is one mark', () => {
  const groups = [via('a'), { ...via('b'), ageMs: 240_000, observedMs: 240_000 }];
  expect(texts(waiting(...groups))).toEqual(['/srv/pool.js:12 2 stuck here, oldest 4 min']);
});

test('the mark is at the innermost await of the program itself', () => {
  const library = frame('once', '/srv/node_modules/x.js:1:1', { internal: true });
  expect(texts(waiting(via('a', library)))).toEqual(['/srv/pool.js:12 1 stuck here, oldest 2 min']);
  expect(waiting(liveGroup({ frames: [library] }))).toEqual([]);
});

test('what is not stuck has no mark, and what is not known exactly says so', () => {
  expect(waiting(liveGroup({ state: 'pending' }))).toEqual([]);
  const estimate = liveGroup({ count: 40, countIsExact: false, ageMs: null });
  expect(texts(waiting(estimate))).toEqual(['/srv/pool.js:12 ≈40 stuck here, oldest ≥2 min']);
});

test('a cycle is marked at each of its awaits', () => {
  const frames = [frame('debit', '/srv/a.js:1:1'), frame('credit', '/srv/b.js:2:2')];
  expect(texts(waiting(liveGroup({ state: 'cycle', frames })))).toEqual([
    '/srv/a.js:1 await cycle, for 2 min',
    '/srv/b.js:2 await cycle, for 2 min',
  ]);
});

test('compiled code is marked where it runs, too', () => {
  const generated = { file: '/srv/dist/pool.js', line: 99, column: 3 };
  const frames = [frame('take', '/srv/src/pool.ts:12:5', { generated })];
  expect(waiting(liveGroup({ frames })).map(({ location }) => location.file)).toEqual([
    '/srv/src/pool.ts',
    '/srv/dist/pool.js',
  ]);
});

test('blocks at one place are counted', () => {
  expect(texts(blocked(liveBlock()))).toEqual(['/srv/score.js:7 blocked 812 ms']);
  const more = [liveBlock({ id: 2, durationMs: 300 }), liveBlock({ id: 3, durationMs: 1_240 })];
  expect(texts(blocked(liveBlock(), ...more))).toEqual([
    '/srv/score.js:7 blocked up to 1.2 s, 3 times',
  ]);
});

test('a block that lasts is marked while it lasts', () => {
  const observations = () => ({ live: { blocks: [] } }) as unknown as Observations;
  const blocking = liveBlock({ durationMs: 3_400, ongoing: true });
  expect(texts(marksOf({ observations, blocking }))).toEqual([
    '/srv/score.js:7 blocks for 3 s now',
  ]);
});

test('the hover has the stack and what was found, and nothing in it means anything', () => {
  const finding = liveFinding({
    message: '[x](command:y)',
    location: { file: '/srv/pool.js', line: 12, column: 5 },
  });
  const [mark] = marksOf({
    tasks: { time: 1, groups: [liveGroup({ waitsFor: '<b>`' })] },
    findings: [{ finding, begin: 1, end: null }],
  });
  expect(mark?.hover).toContain('at async take (/srv/pool.js:12:5)');
  expect(mark?.hover).toContain(String.raw`\<b\>`);
  expect(mark?.hover).toContain(String.raw`\[x\]\(command\:y\)`);
  expect(mark?.hover).toContain(String.raw`Move the work to a worker thread\.`);
});

test('a target that is gone has no marks', () => {
  expect(marksOf({ ended: true, tasks: { time: 1, groups: [liveGroup()] } })).toEqual([]);
});
