// Frames for people: combinators become a property of who awaits them.
import { describe, expect, test } from 'vitest';
import { MadeUpStacks } from '../../test/support/made-up-stacks.ts';
import { frameKey, isInternal, stackId, toFrames } from './frames.ts';

const framesOf = (stack: string, sources = {}) => toFrames(new MadeUpStacks(sources).placed(stack));

describe('frames', () => {
  test('a combinator belongs to the function that awaits it', () => {
    expect(framesOf('work < all 2 < main')).toMatchObject([
      { function: 'work', combinator: null },
      { function: 'main', combinator: { kind: 'all', index: 2 }, file: '/app/main.js', line: 1 },
    ]);
  });

  test('nested combinators: the innermost one, then those around it', () => {
    const [main] = framesOf('allSettled 0 < any 1 < all 2 < main');
    expect(main).toMatchObject({
      combinator: { kind: 'allSettled', index: 0 },
      outerCombinators: [
        { kind: 'any', index: 1 },
        { kind: 'all', index: 2 },
      ],
    });
    expect(framesOf('work < main')[1]).not.toHaveProperty('outerCombinators');
  });

  test('a combinator that nobody awaits is a frame without a place', () => {
    expect(framesOf('work < any 0 < all 1')).toMatchObject([
      { function: 'work' },
      {
        function: 'Promise.all',
        file: '',
        line: 0,
        column: 0,
        combinator: { kind: 'any', index: 0 },
      },
    ]);
  });

  test('a race is read from the source, but not where V8 reports a combinator', () => {
    const race = { main: 'await Promise.race([a, b])' };
    expect(framesOf('main', race)).toMatchObject([{ combinator: { kind: 'race', index: null } }]);
    expect(framesOf('all 0 < main', race)).toMatchObject([{ combinator: { kind: 'all' } }]);
  });

  test('a function without a name is called so', () => {
    const [placed] = new MadeUpStacks().placed('main');
    const nameless = placed && { ...placed, raw: { ...placed.raw, function: '' } };
    expect(toFrames(nameless ? [nameless] : [])).toMatchObject([{ function: '(anonymous)' }]);
  });

  test('internal are those of Node and of packages', () => {
    expect(isInternal('node:internal/process')).toBe(true);
    expect(isInternal('/app/node_modules/pg/client.js')).toBe(true);
    expect(isInternal('C:\\app\\node_modules\\pg\\client.js')).toBe(true);
    expect(isInternal('/app/node_modules.js')).toBe(false);
    expect(isInternal('/app/my_node_modules/x.js')).toBe(false);
    // By where a person looks, which a source map may have moved.
    const [placed] = new MadeUpStacks().placed('main');
    const inside = { file: 'node:timers/promises', line: 1, column: 1 };
    const moved = placed && { ...placed, location: inside };
    expect(toFrames(moved ? [moved] : [])).toMatchObject([{ ...inside, internal: true }]);
    expect(framesOf('main')).toMatchObject([{ internal: false }]);
  });

  test('keys and ids tell different stacks apart, and are the same for the same', () => {
    const stacks = [
      'a',
      'b',
      'a < b',
      'b < a',
      'all 0 < a',
      'all 1 < a',
      'any 0 < a',
      'all 0 < all 0 < a',
    ];
    expect(new Set(stacks.map((stack) => stackId(framesOf(stack)))).size).toBe(stacks.length);
    expect(stackId(framesOf('a < b'))).toBe(stackId(framesOf('a < b')));
    expect(stackId(framesOf('a'), 'cycle:')).not.toBe(stackId(framesOf('a')));
    const [a] = framesOf('a');
    expect(a && frameKey(a)).toBe(a && frameKey({ ...a }));
  });
});
