// Await stacks of real processes: function, file, line, column and count of every way to wait, the same on all versions.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import { Markers } from '../support/markers.ts';
import { nodeMajors } from '../support/node-versions.ts';
import { collect, fixtures, Target } from '../support/target.ts';

const commonJs = new Markers(join(fixtures, 'await-stacks.cjs'));
const modules = new Markers(
  join(fixtures, 'await-stacks.mjs'),
  join(fixtures, 'await-stacks-exports.mjs'),
);

/** Each with what is awaited, as `waitsFor` says it. */
const expected: Readonly<Record<string, string>> = {
  '1 × plain@plain < outerPlain@outerPlain': 'leaf()',
  '7 × repeated@repeated': 'leaf()',
  '1 × (anonymous)@nameless': 'leaf()',
  '1 × ünïcödé名@unicode': 'leaf()',
  '1 × arrow@arrow': 'leaf()',
  // V8 names methods by the type of the receiver, also inherited ones; private ones by their own name only.
  '1 × Pool.connect@method': 'leaf()',
  '1 × Pool.inherited@inherited': 'leaf()',
  '1 × Pool.open@static': 'leaf()',
  '1 × #secret@private': 'leaf()',
  '1 × (anonymous)@inGetter': 'leaf()',
  // `Object.run` in V8's own traces.
  '1 × run@literal': 'leaf()',
  '1 × generate@generator < loop@loop': 'leaf()',
  // One task for each pending member.
  '1 × all@all[all 0]': 'member 0 of Promise.all',
  '1 × plain@plain < all@all[all 1]': 'leaf()',
  '1 × any@any[any 0]': 'member 0 of Promise.any',
  '1 × any@any[any 1]': 'member 1 of Promise.any',
  '1 × settled@settled[allSettled 0]': 'member 0 of Promise.allSettled',
  '1 × settled@settled[allSettled 1]': 'member 1 of Promise.allSettled',
  // V8 has no frame for `race`: that it is one is read from the source, the index is not known.
  '1 × race@race[race]': 'Promise.race([leaf(), leaf()])',
  '1 × nested@nested[any 0][all 0]': 'member 0 of Promise.any',
  '1 × nested@nested[allSettled 0][any 1][all 0]': 'member 0 of Promise.allSettled',
  // A combinator that nobody awaits has no position.
  '1 × plain@plain < Promise.all@nowhere[all 0]': 'leaf()',
  '1 × Promise.all@nowhere[all 1]': 'member 1 of Promise.all',
  // Four promises, one task: the derived ones are read from the source.
  '1 × chained@chained': 'leaf().then(value).catch(value).finally(value)',
  // The promise that `returned` returned, and its own: V8 shows no frame for a function that has returned, so that
  // the two could as well be two tasks. The count is marked.
  '≈2 × awaitsReturned@awaitsReturned':
    'a shared promise inside returned(), or one that it returned',
  // As above: the inner promise and the one around it.
  '≈2 × wrapped@wrapped': 'new Promise((resolve) => inner.then(resolve))',
};

describe.each(nodeMajors)('on Node %i', (major) => {
  let target: Target;
  let first: PendingTasks;
  let second: PendingTasks;

  beforeAll(async () => {
    target = await Target.start(major, 'await-stacks.cjs');
    const session = await target.attach();
    first = await collect(session, { remember: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    second = await collect(session, { remember: true });
    await session.detach();
  });
  afterAll(() => target?.kill());

  test('every await of a CommonJS program is found, and nothing else', () => {
    const found = first.groups.map((group) => [commonJs.describe(group), group.waitsFor]);
    expect(Object.fromEntries(found)).toEqual(expected);
    expect(found).toHaveLength(Object.keys(expected).length);
    expect(first.promises).toMatchObject({ skipped: 0, contextsSkipped: 0 });
    expect(first.promises.probed).toBe(first.promises.pending);
  });

  test('a second collection of the session gives the same groups in the same order, seen for longer', () => {
    const ids = ({ groups }: PendingTasks) => groups.map(({ id }) => id);
    expect(ids(second)).toEqual(ids(first));
    expect(new Set(ids(first)).size).toBe(first.groups.length);
    for (const group of first.groups) expect(group).toMatchObject({ observedMs: 0, ageMs: null });
    for (const group of second.groups) expect(group.observedMs).toBeGreaterThanOrEqual(20);
  });

  test('the cost is measured', () => {
    const { estimatedPauseMs, pauseMs, longestSliceMs, heapUsedBytes } = first.cost;
    for (const figure of [estimatedPauseMs, pauseMs, longestSliceMs]) {
      expect(figure).toBeGreaterThan(0);
      expect(figure).toBeLessThan(30_000);
    }
    expect(heapUsedBytes).toBeGreaterThan(1e6);
  });

  test('an ES module: a top-level await, exports, an anonymous default export', async () => {
    const esm = await Target.start(major, 'await-stacks.mjs');
    try {
      const { groups } = await esm.collect();
      // Node's own loader waits for the module, with frames that differ from version to version.
      const own = groups.filter(({ frames }) => frames.some(({ internal }) => !internal));
      expect(own.map((group) => modules.describe(group)).sort()).toEqual([
        '1 × (module)@top',
        '1 × default@default',
        '1 × exported@exported',
      ]);
    } finally {
      await esm.kill();
    }
  });
});
