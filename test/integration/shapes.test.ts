// Shared promises, large fan-outs, many shapes, and evaluated code, on real processes: the same on all versions.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PendingTasks, TaskGroup } from '../../protocol/pending-tasks.ts';
import { Markers } from '../support/markers.ts';
import { nodeMajors } from '../support/node-versions.ts';
import { fixtures, Target } from '../support/target.ts';

const file = join(fixtures, 'shapes.cjs');
const markers = new Markers(file);

describe.each(nodeMajors)('on Node %i', (major) => {
  let target: Target;
  let tasks: PendingTasks;
  const within = (name: string): readonly TaskGroup[] =>
    tasks.groups.filter(({ frames }) => frames.some((frame) => frame.function.startsWith(name)));
  const described = (name: string) =>
    within(name)
      .map((group) => markers.describe(group))
      .sort();

  beforeAll(async () => {
    target = await Target.start(major, 'shapes.cjs');
    tasks = await target.collect();
  });
  afterAll(() => target?.kill());

  test('a promise that three await in a helper: who they are, and where it is hidden', () => {
    // V8 stops at a promise with several reactions, so that the line inside `helper` is not known.
    expect(described('helper')).toEqual([]);
    expect(described('user')).toEqual(['≈3 × user@user']);
    expect(within('user')[0]?.waitsFor).toContain('a shared promise inside helper()');
  });

  test('a promise that outermost functions share is only counted: V8 shows no frame of theirs', () => {
    expect(described('direct')).toEqual([]);
    expect(tasks.promises.unawaited).toBeGreaterThanOrEqual(2);
  });

  test('a fan-out of 10,000 is one group', () => {
    expect(described('fanOut@')).toEqual([]);
    expect(within('fanOut').map((group) => markers.describe(group))).toEqual([
      '10000 × worker@worker < fanOut@fanOut[all of 10000]',
      '40 × fanOutOfLeaves@fanOutOfLeaves[all of 40]',
    ]);
  });

  test('a list of two that hold large lists stays a list of two', () => {
    expect(described('half')).toEqual([
      '20 × worker@worker < half@half[all of 20] < halves@halves[all 0]',
      '20 × worker@worker < half@half[all of 20] < halves@halves[all 1]',
    ]);
  });

  test('fifty functions are fifty groups', () => {
    const shapes = within('shape');
    expect(shapes.map(({ frames: [frame] }) => `${frame?.function}:${frame?.line}`).sort()).toEqual(
      Array.from({ length: 50 }, (_, i) => `shape${String(i).padStart(2, '0')}:${i + 2}`),
    );
    for (const { frames, count } of shapes) {
      expect(count).toBe(1);
      expect(frames[0]).toMatchObject({ file: '/made/shapes.js', column: 46 });
    }
  });

  test('scripts without a name are told apart', () => {
    const found = within('fromText').map(({ frames: [frame], count }) => [
      frame?.function,
      frame?.file.replace(/\(.*\)/, '(…)'),
      count,
    ]);
    expect(found.sort()).toEqual([
      // `new Function` has the place of its call for a name.
      ['fromTextA', 'eval at <anonymous> (…)', 1],
      ['fromTextAVm', 'evalmachine.<anonymous>', 1],
      ['fromTextB', 'eval at <anonymous> (…)', 1],
      ['fromTextBVm', 'evalmachine.<anonymous>', 1],
    ]);
  });

  test('every vm context is surveyed', () => {
    // The text of a script that is no file is not known, so that the count is not sure.
    expect(described('inContext')).toEqual(['≈3 × inContext@/made/context.js:1:31']);
    expect(tasks.promises).toMatchObject({ contextsSkipped: 0, skipped: 0 });
  });
});
