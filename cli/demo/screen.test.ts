import { expect, test } from 'vitest';
import type { Output } from '../terminal/output.ts';
import { span } from '../text/line.ts';
import { paint } from '../text/paint.ts';
import { fitLines, Screen } from './screen.ts';

const lines = (count: number) => Array.from({ length: count }, (_, i) => [span(`line ${i + 1}`)]);
const footer = [span('the end')];

test('fills the screen to the last row', () => {
  expect(paint(fitLines(lines(2), footer, 6, 80), false)).toEqual([
    'line 1',
    'line 2',
    '',
    '',
    '',
    'the end',
  ]);
});

test('says how much did not fit', () => {
  const text = paint(fitLines(lines(10), footer, 6, 9), false);
  expect(text).toEqual(['line 1', 'line 2', 'line 3', '… 7 mor…', '', 'the end']);
});

test('enters the second screen once, and leaves it once', async () => {
  let written = '';
  const output: Output = {
    isTerminal: true,
    readerLeft: new Promise(() => {}),
    columns: 80,
    write: async (text) => {
      written += text;
    },
  };
  const screen = new Screen(output, false);
  await screen.close();
  await screen.draw(lines(1), footer, 4);
  await screen.draw(lines(1), footer, 4);
  await screen.close();
  await screen.close();
  const count = (sequence: string) => written.split(sequence).length - 1;
  expect([count('\x1b[?1049h'), count('\x1b[?1049l'), count('\x1b[?25h')]).toEqual([1, 1, 1]);
  expect(count('\x1b[2J')).toBe(0);
});
