// Cycles from their rotations: one for each promise on them.
import { describe, expect, test } from 'vitest';
import { MadeUpStacks } from '../../test/support/made-up-stacks.ts';
import { cycleGroups } from './cycles.ts';

const names = (stacks: MadeUpStacks) =>
  cycleGroups(stacks.collected()).map(({ state, frames, count, proven, countIsExact }) => [
    state,
    frames.map((frame) => frame.function).join(' < '),
    count,
    proven,
    countIsExact,
  ]);

describe('cycles', () => {
  test('of two: both rotations are one cycle, and a proof', () => {
    const stacks = new MadeUpStacks().addPeriodic('a < b', 1).addPeriodic('b < a', 1);
    expect(names(stacks)).toEqual([['cycle', 'a < b', 1, true, true]]);
  });

  test('are the same whichever rotation comes first, also their id', () => {
    const rotations = ['a < b < c', 'b < c < a', 'c < a < b'];
    const ids = rotations.map((first) => {
      const stacks = new MadeUpStacks().addPeriodic(first, 4);
      for (const other of rotations) if (other !== first) stacks.addPeriodic(other, 4);
      const [group] = cycleGroups(stacks.collected());
      expect(group).toMatchObject({ count: 4, promises: 12, proven: true });
      return group?.id;
    });
    expect(new Set(ids).size).toBe(1);
  });

  test('of one function that awaits itself', () => {
    expect(names(new MadeUpStacks().addPeriodic('a', 3))).toEqual([['cycle', 'a', 3, true, true]]);
  });

  test('through Promise.all: the combinator belongs to its awaiter, whatever came first', () => {
    for (const rotations of [
      ['all 0 < a < b', 'a < b < all 0', 'b < all 0 < a'],
      ['a < b < all 0', 'b < all 0 < a', 'all 0 < a < b'],
    ]) {
      const stacks = new MadeUpStacks();
      for (const rotation of rotations) stacks.addPeriodic(rotation, 1);
      const [group] = cycleGroups(stacks.collected());
      expect(group?.frames).toMatchObject([
        { function: 'a', combinator: { kind: 'all', index: 0 } },
        { function: 'b', combinator: null },
      ]);
      expect(group).toMatchObject({ count: 1, proven: true });
    }
  });

  test('with a surplus of promises are no proof: something else may settle one', () => {
    const stacks = new MadeUpStacks().addPeriodic('a < b', 3).addPeriodic('b < a', 1);
    expect(names(stacks)).toEqual([['cycle', 'a < b', 1, false, false]]);
  });

  test('that are identical are counted, not listed', () => {
    const stacks = new MadeUpStacks().addPeriodic('a < b', 3).addPeriodic('b < a', 3);
    expect(names(stacks)).toEqual([['cycle', 'a < b', 3, true, true]]);
  });

  test('of which a rotation is missing are no proof', () => {
    expect(names(new MadeUpStacks().addPeriodic('a < b', 2))).toEqual([
      ['cycle', 'a < b', 2, false, false],
    ]);
  });

  test('that were not followed far enough are no proof', () => {
    const stacks = new MadeUpStacks()
      .addPeriodic('a < b', 1, '', false)
      .addPeriodic('b < a', 1, '', true);
    expect(names(stacks)).toEqual([['cycle', 'a < b', 1, false, true]]);
  });

  test.each([
    ['all', false],
    ['any', false],
    // It waits for all of them, whatever becomes of them.
    ['allSettled', true],
  ])('with another pending member of Promise.%s: proven is %s', (kind, proven) => {
    const stacks = new MadeUpStacks()
      .addPeriodic(`${kind} 0 < a < b`, 1)
      .addPeriodic(`a < b < ${kind} 0`, 1)
      .addPeriodic(`b < ${kind} 0 < a`, 1)
      .addPeriodic(`a < b < ${kind} 0`, 1, `work < ${kind} 1`);
    const [cycle, way] = cycleGroups(stacks.collected());
    expect(cycle).toMatchObject({ state: 'cycle', proven });
    // The stack that leads in, to the end of a round: no combinator that nobody awaits.
    expect(way).toMatchObject({ state: 'pending', truncated: true, proven: false });
    expect(way?.frames).toMatchObject([
      { function: 'work' },
      { function: 'a', combinator: { kind, index: 1 } },
      { function: 'b', combinator: null },
      { function: 'a', combinator: { kind, index: 0 } },
    ]);
  });

  test('that are different stay apart', () => {
    const stacks = new MadeUpStacks()
      .addPeriodic('a < b', 1)
      .addPeriodic('b < a', 1)
      .addPeriodic('c < d', 2)
      .addPeriodic('d < c', 2);
    expect(names(stacks)).toEqual([
      ['cycle', 'a < b', 1, true, true],
      ['cycle', 'c < d', 2, true, true],
    ]);
  });
});
