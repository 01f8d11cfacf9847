import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostDegree, regexCost } from './regex-cost.ts';
import { repetitionDegree } from './regex-repetitions.ts';

test.each<[string, number]>([
  // Ends at the letter, at the dot, at the end of the text.
  [String.raw`^(\d+)Y$`, 1],
  [String.raw`^(\d+)\.(\d+)\.(\d+)$`, 2],
  [String.raw`(?:(\d+)W)?(?:([a-c]+?)-)?`, 1],
  [String.raw`^[^=]{1,}=`, 1],
  // What follows can be part of it, may be missing, or is not told from the text.
  [String.raw`\w+5`, 1],
  ['.*,', 1],
  [String.raw`\d+Y?`, 1],
  [String.raw`\d+(?!x)`, 1],
  [String.raw`(?:\d-)+x`, 1],
  ['[A-Z]+z', 1],
  ['a+a+,', 2],
  // No repetition, though it looks like one.
  [String.raw`[*+]\*\+`, 0],
])('%s goes over the text %i times', (pattern, count) => {
  expect(repetitionDegree(pattern)).toBe(count);
});

test('no expression is slower than its text tells', () => {
  const repeated = fc.constantFrom('a', 'b', '[ab]', String.raw`\d`, '.', '[^a]');
  const part = fc
    .tuple(repeated, fc.constantFrom('+', '*', '+?'), fc.constantFrom('', 'a', 'b', 'c', ',', 'a?'))
    .map((pieces) => pieces.join(''));
  const group = part.chain((inner) => fc.constantFrom(inner, `(${inner})`, `(?:${inner})?`));
  const patterns = fc
    .tuple(fc.constantFrom('', '^'), fc.array(group, { minLength: 1, maxLength: 4 }))
    .map(([anchor, groups]) => `${anchor}${groups.join('')}$`);
  fc.assert(
    fc.property(patterns, (pattern) => {
      const cost = regexCost(pattern, '');
      expect(cost?.degree ?? 1).toBeLessThanOrEqual(mostDegree(pattern));
    }),
    { numRuns: 200 },
  );
}, 60_000);
