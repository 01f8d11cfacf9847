// Stacks that share their outer frames share nodes.
import { expect, test } from 'vitest';
import { StackTrieBuilder } from './stack-trie.ts';

test('shares outer frames, and counts where each stack ends', () => {
  const trie = new StackTrieBuilder(10);
  for (const stack of [[1, 2, 3], [4, 2, 3], [1, 2, 3], [2, 3], []]) {
    expect(trie.add(stack, 0)).toBe(true);
  }
  // Node 1 is 3, node 2 is 2 in 3, nodes 3 and 4 are 1 and 4 in that.
  expect(trie.build()).toEqual({
    parent: [0, 1, 2, 2],
    frame: [3, 2, 1, 4],
    promises: [1, 0, 1, 2, 1],
    observedMs: [0, 0, 0, 0, 0],
  });
});

test('keeps the longest time of each stack, in whole milliseconds', () => {
  const trie = new StackTrieBuilder(10);
  for (const observedMs of [3, 7.6, 5]) trie.add([1], observedMs);
  trie.add([], 2);
  expect(trie.build().observedMs).toEqual([2, 8]);
});

test('refuses stacks that need more nodes than allowed, and goes on with known ones', () => {
  const trie = new StackTrieBuilder(2);
  expect(trie.add([1, 2], 0)).toBe(true);
  expect(trie.add([3, 2], 0)).toBe(false);
  expect(trie.add([4], 0)).toBe(false);
  expect(trie.add([1, 2], 0)).toBe(true);
  expect(trie.add([], 0)).toBe(true);
  expect(trie.build()).toMatchObject({ parent: [0, 1], promises: [1, 0, 2] });
});

test('frames with large numbers are not mistaken for each other', () => {
  const trie = new StackTrieBuilder(50_000);
  for (let i = 0; i < 49_999; i++) trie.add([i], 0);
  trie.add([0, 49_998], 0);
  const { promises, parent } = trie.build();
  expect(parent).toHaveLength(50_000);
  expect(promises.slice(1).every((count) => count === 1)).toBe(true);
});
