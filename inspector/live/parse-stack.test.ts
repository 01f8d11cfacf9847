import { expect, test } from 'vitest';
import { parseStack } from './parse-stack.ts';

test('reads what V8 writes', () => {
  const frames = parseStack(`Error: at the (top):1:2
    at Pool.connect (/srv/app/pool.js:12:34)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at async load (file:///srv/app/load.mjs:5:6)
    at async Promise.all (index 3)
    at async Object.handle (/srv/my app (old)/handle.js:7:8)
    at async /srv/app/anonymous.js:9:10
    at new Server (node:net:1:2)
    at Array.map (<anonymous>)
    at Timeout._onTimeout [as run] (C:\\app\\a.js:3:4)`);
  expect(frames.map((f) => `${f.function}@${f.file}:${f.line}:${f.column}`)).toEqual([
    'Pool.connect@/srv/app/pool.js:12:34',
    'load@file:///srv/app/load.mjs:5:6',
    'Promise.all@:0:0',
    'handle@/srv/my app (old)/handle.js:7:8',
    '@/srv/app/anonymous.js:9:10',
    'Server@node:net:1:2',
    'Timeout._onTimeout@C:\\app\\a.js:3:4',
  ]);
  expect(frames[2]?.combinator).toEqual({ kind: 'all', index: 3 });
});

test.each(['', 'Error: x', '    at ', '    at somewhere', 'at x (a:1:2)\r'])(
  'passes over %j',
  (text) => {
    expect(parseStack(text)).toEqual([]);
  },
);

// What takes the square of their length would take minutes for each of them.
test.each([
  ['without an end', `    at ${'a ('.repeat(200_000)}`],
  ['of positions', `    at ${'x:1'.repeat(200_000)} `],
  ['of names', `    at ${'a [as '.repeat(100_000)}x:1:2)`],
  ['of blanks', `    at ${' '.repeat(600_000)}x:1:2)`],
])('a hostile text %s costs little', (_title, text) => {
  expect(parseStack(text)).toEqual([]);
});
