import { expect, test } from 'vitest';
import { frame } from '../testing/made-up-tasks.ts';
import { sliceRow } from './slice-row.ts';

const slice = { atMs: 3_210, durationMs: 812, samples: 80 };

test('a slice says how long, when, and in what', () => {
  const frames = [frame('score', '/srv/score.js:7:10'), frame('handle', '/srv/app.js:3:1')];
  const heaviest = { kind: 'javascript' as const, ms: 790, frames };
  expect(sliceRow({ ...slice, heaviest }, ['/srv'])).toEqual({
    label: '812 ms',
    description: 'at 3.2 s · 790 ms of it in score (score.js:7)',
    detail: 'score score.js:7 ← handle app.js:3',
  });
});

test('what is not JavaScript has no frames, and deep stacks are cut', () => {
  const collecting = { kind: 'garbage collection' as const, ms: 500, frames: [] };
  expect(sliceRow({ ...slice, heaviest: collecting }, []).description).toBe(
    'at 3.2 s · 500 ms of it in garbage collection',
  );
  const deep = Array.from({ length: 9 }, (_, depth) => frame(`f${depth}`));
  const heaviest = { kind: 'javascript' as const, ms: 790, frames: deep };
  expect(sliceRow({ ...slice, heaviest }, []).detail).toMatch(/ ← f5 app\.js:1 ← …$/);
});

test('a name from the target draws no icon', () => {
  const heaviest = { kind: 'javascript' as const, ms: 1, frames: [frame('$(zap)')] };
  expect(sliceRow({ ...slice, heaviest }, []).detail).toContain(String.raw`\$(zap)`);
});
