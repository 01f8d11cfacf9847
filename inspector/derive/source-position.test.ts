import { expect, test } from 'vitest';
import { sourceOffset, sourcePosition } from './source-position.ts';

test.each(['a\nbc\n', 'a\r\nbc', 'a\rb\u2028c\u2029d\n'])(
  'each offset of %j is where its position says',
  (text) => {
    for (let offset = 0; offset <= text.length; offset++) {
      // Between the two characters of one line end there is no position.
      if (text.slice(offset - 1, offset + 1) === '\r\n') continue;
      expect(sourceOffset(text, sourcePosition(text, offset))).toBe(offset);
    }
  },
);

test.each([
  [0, 1],
  [1, 0],
  [1, 7],
  [3, 1],
])('line %i, column %i is not in the text', (line, column) => {
  expect(sourceOffset('abc\nd', { line, column })).toBeNull();
});
