// How many tasks follow from how many promises.
import { describe, expect, test } from 'vitest';
import { MadeUpStacks } from '../../test/support/made-up-stacks.ts';
import { countTasks } from './task-counts.ts';

/** The entry of the stack, which is given innermost first. */
function tasksAt(stacks: MadeUpStacks, stack: string) {
  const trie = stacks.trie;
  let node = 0;
  for (const frame of stacks.numbers(stack).reverse()) {
    node = trie.parent.findIndex((parent, i) => parent === node && trie.frame[i] === frame) + 1;
  }
  return countTasks(trie, stacks.frames)[node];
}

describe('functions', () => {
  test('each awaits a promise of its own', () => {
    const stacks = new MadeUpStacks({ read: 'await socket.read()' }).add('', 5).add('read', 5);
    expect(tasksAt(stacks, 'read')).toEqual({ instances: 5, leaves: 5, exact: true, mixed: false });
    expect(tasksAt(stacks, '')).toMatchObject({ leaves: 0 });
  });

  test('the functions further in are not leaves', () => {
    const stacks = new MadeUpStacks({ outer: 'await inner()', inner: 'await leaf()' })
      .add('', 3)
      .add('outer', 3)
      .add('inner < outer', 3);
    expect(tasksAt(stacks, 'outer')).toMatchObject({ instances: 3, leaves: 0 });
    expect(tasksAt(stacks, 'inner < outer')).toMatchObject({ leaves: 3, exact: true });
  });

  test('some that wait elsewhere at the same await are leaves, and mixed', () => {
    const stacks = new MadeUpStacks({ outer: 'await inner()', inner: 'await leaf()' }, ['outer'])
      .add('', 5)
      .add('outer', 5)
      .add('inner < outer', 3);
    expect(tasksAt(stacks, 'outer')).toMatchObject({ instances: 5, leaves: 2, mixed: true });
  });

  test('what is left over of promises without a stack is unawaited', () => {
    const stacks = new MadeUpStacks({ read: 'await leaf()' }).add('', 9).add('read', 2);
    expect(tasksAt(stacks, '')).toMatchObject({ leaves: 7 });
  });

  test('cannot be more than the promises of the function around allow', () => {
    // `load` returned a promise that was made with `then`: two promises, but only one `outer` that could await it.
    const stacks = new MadeUpStacks({ outer: 'await load()', load: 'await query()' })
      .add('', 1)
      .add('outer', 1)
      .add('load < outer', 4);
    expect(tasksAt(stacks, 'load < outer')).toMatchObject({ instances: 1, leaves: 1 });
  });

  test('without the source the count is not exact', () => {
    const stacks = new MadeUpStacks().add('', 2).add('read', 2);
    expect(tasksAt(stacks, 'read')).toMatchObject({ leaves: 2, exact: false });
  });

  test('of a new promise that may have been resolved with another one is not exact', () => {
    const source = { read: 'await new Promise((resolve) => inner.then(resolve))' };
    expect(tasksAt(new MadeUpStacks(source).add('read', 2), 'read')).toMatchObject({
      exact: false,
    });
    expect(tasksAt(new MadeUpStacks(source).add('read', 1), 'read')).toMatchObject({ exact: true });
  });

  test('of new promises is exact where there are as many functions around', () => {
    const sources = {
      outer: 'await read()',
      read: 'await new Promise((resolve) => wait(resolve))',
    };
    const around = (outer: number) =>
      new MadeUpStacks(sources).add('', outer).add('outer', outer).add('read < outer', 3);
    expect(tasksAt(around(3), 'read < outer')).toMatchObject({ leaves: 3, exact: true });
    expect(tasksAt(around(4), 'read < outer')).toMatchObject({ leaves: 3, exact: false });
  });
});

describe('derived promises', () => {
  test('one for each link of the chain', () => {
    const source = { parse: 'await load().then(a).catch(b).finally(c)' };
    const stacks = new MadeUpStacks(source).add('', 2).add('parse', 8);
    expect(tasksAt(stacks, 'parse')).toMatchObject({ leaves: 2, exact: true });
  });

  test('of a chain that has half settled give an estimate', () => {
    const source = { parse: 'await load().then(a)' };
    const stacks = new MadeUpStacks(source).add('', 2).add('parse', 3);
    expect(tasksAt(stacks, 'parse')).toMatchObject({ leaves: 2, exact: false });
  });
});

describe('races', () => {
  test('with a literal list: its promise, and one for each member', () => {
    const stacks = new MadeUpStacks({ wait: 'await Promise.race([a, b])' })
      .add('', 2)
      .add('wait', 6);
    expect(tasksAt(stacks, 'wait')).toMatchObject({ leaves: 2, exact: true });
  });

  test('with a list of unknown length give an estimate', () => {
    const stacks = new MadeUpStacks({ wait: 'await Promise.race(list)' }).add('', 1).add('wait', 6);
    expect(tasksAt(stacks, 'wait')).toMatchObject({ exact: false });
  });
});

describe('combinators', () => {
  test('each pending member is a task, and their function is none', () => {
    const stacks = new MadeUpStacks({ both: 'await Promise.all([a, b])' })
      .add('', 2)
      .add('both', 2)
      .add('all 0 < both', 2)
      .add('all 1 < both', 1);
    expect(tasksAt(stacks, 'both')).toMatchObject({ instances: 2, leaves: 0 });
    expect(tasksAt(stacks, 'all 0 < both')).toMatchObject({ leaves: 2, exact: true });
    expect(tasksAt(stacks, 'all 1 < both')).toMatchObject({ leaves: 1, exact: true });
  });

  test('members that are async functions have their leaves further in', () => {
    const stacks = new MadeUpStacks({ all: 'await Promise.all(list)', work: 'await leaf()' })
      .add('', 1)
      .add('all', 1)
      .add('all 0 < all', 1)
      .add('work < all 0 < all', 1);
    expect(tasksAt(stacks, 'all 0 < all')).toMatchObject({ leaves: 0 });
    expect(tasksAt(stacks, 'work < all 0 < all')).toMatchObject({ leaves: 1 });
  });

  test('the members that are not told apart are not limited to one for each list', () => {
    const stacks = new MadeUpStacks({ fan: 'await Promise.all(list)' }).add('', 1).add('fan', 1);
    for (let i = 0; i < 16; i++) stacks.add(`all ${i} < fan`, 1);
    stacks.add('all * < fan', 9984);
    expect(tasksAt(stacks, 'all * < fan')).toMatchObject({ leaves: 9984, exact: true });
    expect(tasksAt(stacks, 'fan')).toMatchObject({ instances: 1, leaves: 0 });
  });
});
