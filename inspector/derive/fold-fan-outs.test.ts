// Large lists are folded, small ones are not, also inside each other.
import { describe, expect, test } from 'vitest';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { MadeUpStacks } from '../../test/support/made-up-stacks.ts';
import { foldFanOuts } from './fold-fan-outs.ts';
import { toFrames } from './frames.ts';
import { deriveTasks } from './task-groups.ts';

const sources = {
  list: 'await Promise.all(jobs)',
  work: 'await leaf()',
  main: 'await Promise.all([a, b])',
};

function fanOut(stacks: MadeUpStacks, outer: string, members: number): MadeUpStacks {
  const within = outer === '' ? 'list' : `list < ${outer}`;
  stacks.add(within, 1);
  for (let i = 0; i < Math.min(16, members); i++) {
    stacks.add(`all ${i} < ${within}`, 1).add(`work < all ${i} < ${within}`, 1);
  }
  const rest = Math.max(0, members - 16);
  return stacks.add(`all * < ${within}`, rest).add(`work < all * < ${within}`, rest);
}

const lines = (stacks: MadeUpStacks) =>
  deriveTasks(stacks.collected()).groups.map(({ count, frames }) => {
    const through = frames.map(({ function: name, combinator }) =>
      combinator ? `${name}[${combinator.index ?? '*'}/${combinator.members ?? 1}]` : name,
    );
    return `${count} ${through.join(' < ')}`;
  });

describe('fan-outs', () => {
  test('of a thousand are one group', () => {
    expect(lines(fanOut(new MadeUpStacks(sources).add('', 1), '', 1000))).toEqual([
      '1000 work < list[*/1000]',
    ]);
  });

  test('of sixteen keep their indices', () => {
    expect(lines(fanOut(new MadeUpStacks(sources).add('', 1), '', 16))).toHaveLength(16);
  });

  test('are folded only with what waits at the same place, and cycles never', () => {
    const at = (
      stack: string,
      count: number,
      state: 'pending' | 'cycle' = 'pending',
    ): TaskGroup => {
      const frames = toFrames(new MadeUpStacks().placed(stack));
      const times = { ageMs: null, observedMs: count } as const;
      const rest = {
        truncated: false,
        waitsFor: 'member 0 of Promise.all',
        proven: false,
      } as const;
      return {
        id: stack,
        count,
        countIsExact: count !== 9,
        promises: count,
        ...times,
        state,
        frames,
        ...rest,
      };
    };
    const cycle = at('all * < list', 1, 'cycle');
    const folded = foldFanOuts([
      at('read < all 0 < list', 1),
      at('write < all 1 < list', 1),
      at('read < all * < list', 9),
      cycle,
    ]);
    expect(folded).toMatchObject([
      { id: cycle.id, state: 'cycle', count: 1 },
      {
        count: 10,
        promises: 10,
        observedMs: 9,
        countIsExact: false,
        waitsFor: 'a member of the list',
      },
      {
        count: 1,
        waitsFor: 'member 0 of Promise.all',
        frames: [{ function: 'write' }, { combinator: { index: 1 } }],
      },
    ]);
  });

  test('inside a list of two do not fold that list', () => {
    const stacks = new MadeUpStacks(sources).add('', 1).add('main', 1);
    for (const i of [0, 1]) fanOut(stacks.add(`all ${i} < main`, 1), `all ${i} < main`, 100);
    expect(lines(stacks).sort()).toEqual([
      '100 work < list[*/100] < main[0/1]',
      '100 work < list[*/100] < main[1/1]',
    ]);
  });
});
