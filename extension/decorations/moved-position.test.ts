import { expect, test } from 'vitest';
import { movedPosition, type TextChange } from './moved-position.ts';

const at = (line: number, character: number) => ({ line, character });
/** `change('2:0-3:4', 'text')` */
function change(range: string, text: string): TextChange {
  const [a = 0, b = 0, c = 0, d = 0] = [...range.matchAll(/\d+/g)].map(Number);
  return { start: at(a, b), end: at(c, d), text };
}

test.each([
  ['typing further down changes nothing', '5:0-5:0', 'x\ny', at(3, 4)],
  ['typing later in the line changes nothing', '3:9-3:9', 'x\n', at(3, 4)],
  ['a new line above moves it down', '1:0-1:0', '\n', at(4, 4)],
  ['a deleted line above moves it up', '1:0-2:0', '', at(2, 4)],
  ['typing earlier in the line moves it right', '3:0-3:0', 'ab', at(3, 6)],
  ['breaking the line before it takes it along', '3:2-3:2', '\n  ', at(4, 4)],
  ['Enter right at it takes it along', '3:4-3:4', '\n', at(4, 0)],
  ['joining lines puts it onto the one above', '2:7-3:2', '', at(2, 9)],
  ['replacing lines by as many keeps it', '2:0-4:0', 'a\nb\n', at(3, 4)],
  ['deleting it is its end', '3:0-4:0', '', null],
  ['replacing it by fewer lines is its end', '2:0-5:0', 'x\n', null],
] as const)('%s', (_, range, text, expected) => {
  expect(movedPosition(at(3, 4), change(range, text))).toEqual(expected);
});

test('what undoes a change moves it back', () => {
  const down = movedPosition(at(3, 4), change('1:0-1:0', 'a\nb\n'));
  expect(down && movedPosition(down, change('1:0-3:0', ''))).toEqual(at(3, 4));
});
