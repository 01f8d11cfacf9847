import { expect, test } from 'vitest';
import { madeUpTasks } from './made-up-tasks.ts';
import { markdownOf } from './markdown.ts';
import type { Pictures } from './store.ts';

const hostile = '</details>`<img src=x onerror=1> [x](javascript:1) @everyone | ```';
const nothing: Pictures = { status: null, loop: null, tasks: null, findings: null };

test('nothing yet is said so', () => {
  expect(markdownOf(nothing, 0)).toContain('No findings.');
});

test('stacks are as V8 writes them, with the number of tasks', () => {
  const tasks = madeUpTasks([
    { stack: 'serve > take', count: 12, state: 'stuck', waitsFor: 'x()' },
  ]);
  const text = markdownOf({ ...nothing, tasks }, 100_000);
  expect(text).toContain('### Pending: 12 tasks, 1 await stack');
  expect(text).toContain('12×, oldest > 1.0 s, stuck');
  expect(text).toContain(
    'awaits x()\n    at take (/srv/app.js:2:3)\n    at serve (/srv/app.js:1:3)\n```',
  );
});

test('text of the target is text', () => {
  const tasks = madeUpTasks([{ stack: hostile, waitsFor: hostile }]);
  const finding = {
    id: 'block',
    severity: 'error',
    certainty: 'measured',
    cause: null,
    message: hostile,
    location: { file: hostile, line: 1, column: 1 },
    evidence: {},
    advice: null,
    rule: null,
  } as const;
  const findings = {
    type: 'findings',
    sequence: 1,
    findings: [{ key: 'k', finding, begin: 0, end: null }],
  } as const;
  const text = markdownOf({ ...nothing, tasks, findings }, 100_000);
  // The fence of the block is longer than any run of backticks in it.
  expect(text).toMatch(/^````text$/m);
  const outside = text
    .replace(/^````text\n[\s\S]*?^````$/gm, '')
    .replace(/(`+)[^\n]*?[^`]\1(?!`)/g, '');
  expect(outside).not.toMatch(/(?<!\\)[<[@]/);
});

test('only the first stacks are listed', () => {
  const tasks = madeUpTasks(Array.from({ length: 25 }, (_, i) => ({ stack: `f${i}` })));
  expect(markdownOf({ ...nothing, tasks }, 0)).toContain('… and 5 more stacks');
});
