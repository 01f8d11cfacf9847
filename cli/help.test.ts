import { expect, test } from 'vitest';
import { helpLines } from './help.ts';
import { commands } from './options.ts';
import { paint } from './text/paint.ts';

const text = (topic: Parameters<typeof helpLines>[0]) => paint(helpLines(topic), false).join('\n');

test('the overview lists what exists, and nothing else', () => {
  expect(text(null)).toMatch(
    /^Commands\n {2}ps {15}List .*\n {2}dump .*\n {2}watch .*\n {2}dashboard .*\n {2}lint .*\n {2}lsp .*\n {2}help .*\n\n/m,
  );
});

test('the help of a command fits in 100 columns', () => {
  for (const topic of [null, ...commands.map(({ name }) => name)]) {
    const widths = text(topic)
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
  }
  expect(text('dump')).toContain('--max-pause <seconds>');
});
