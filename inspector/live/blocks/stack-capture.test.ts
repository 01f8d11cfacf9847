import { expect, test } from 'vitest';
import { isNodesOwn, showsTurn } from './stack-capture.ts';

const stack = (...files: readonly string[]) =>
  files.map((file) => ({ function: 'f', file, line: 1, column: 1, start: null }));

test('a stack in the agent, or of what Node has measured meanwhile, is behind the block', () => {
  expect(showsTurn(stack('loopscope-agent', 'node:internal/timers'))).toBe(true);
  expect(showsTurn(stack('node:internal/perf/observe'))).toBe(true);
  expect(showsTurn(stack('/app/observer.js', 'node:internal/perf/observe'))).toBe(false);
  expect(showsTurn(stack())).toBe(false);
});

test("a stack of Node's own is told from one of the program", () => {
  expect(isNodesOwn(stack('node:internal/process/task_queues'))).toBe(true);
  expect(isNodesOwn(stack('/app/queue.js', 'node:internal/process/task_queues'))).toBe(false);
});
