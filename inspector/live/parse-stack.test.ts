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

test('a hostile text costs little', () => {
  const began = performance.now();
  parseStack(`    at ${'a ('.repeat(3_000)}\n    at ${'x:1'.repeat(3_000)} `);
  expect(performance.now() - began).toBeLessThan(200);
});
