import { expect, test } from 'vitest';
import { MadeUpStacks } from '../../test/support/made-up-stacks.ts';
import { estimatedGroups } from './estimated-groups.ts';
import { FollowedStacks } from './followed-stacks.ts';

/** Each promise that was sampled stands for so many. */
const factor = 8;

/** @param samples of promises, by stack */
function groupsOf(samples: Readonly<Record<string, number>>) {
  const stacks = new MadeUpStacks({ list: 'await Promise.all(jobs)', work: 'await leaf()' });
  for (const [stack, count] of Object.entries(samples)) stacks.add(stack, count);
  const { frames, report } = stacks.collected();
  const { parent, frame, promises } = report.trie;
  const counts = promises.map((count, node) => ({
    node,
    exact: false,
    pending: count * factor,
    samples: count,
    stuck: 0,
    bornMs: 0,
    followedMs: 0,
    settled: 0,
    lost: 0,
    vanished: 0,
    goneAfterMs: 0,
    settledAfterMs: null,
    ages: null,
  }));
  const nodes = frame.flatMap((id, i) => [parent[i] as number, id]);
  const followed = new FollowedStacks();
  const followedReport = { type: 'followed', nowMs: 0, nodes, counts, complete: false } as const;
  followed.add({ ...followedReport, frames: frames.map(({ raw }) => raw) }, frames);
  return estimatedGroups(followed, 1_000);
}

test('the members of a large fan-out are one group, whichever of them were sampled', () => {
  const groups = groupsOf({
    'work < all 3 < list': 1,
    'work < all * < list': 400,
    'all * < list': 405,
  });
  expect(groups).toMatchObject([
    {
      count: 401 * factor,
      countIsExact: false,
      frames: [
        { function: 'work' },
        { function: 'list', combinator: { kind: 'all', index: null, members: 401 * factor } },
      ],
    },
  ]);
});

test('its id is not that of the exact group with the same stack', () => {
  const ids = [groupsOf({ 'work < all * < list': 400 }), groupsOf({ 'work < all 1 < list': 400 })];
  expect(new Set(ids.map(([group]) => group?.id)).size).toBe(2);
});
