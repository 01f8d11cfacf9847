import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Output } from './output.ts';
import { Progress } from './progress.ts';

let written: string[];

function terminal(isTerminal = true): Output {
  return {
    isTerminal,
    readerLeft: new Promise(() => {}),
    columns: 20,
    write: async (text) => {
      written.push(text);
    },
  };
}

beforeEach(() => {
  written = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('what is quick shows nothing', () => {
  const progress = new Progress(terminal(), false);
  progress.update('attaching');
  vi.advanceTimersByTime(499);
  progress.end();
  vi.advanceTimersByTime(5000);
  expect(written).toEqual([]);
});

test('what is slow shows one line, which is cut to the terminal and erased at the end', () => {
  const progress = new Progress(terminal(), false);
  progress.update('attaching');
  vi.advanceTimersByTime(500);
  progress.update('reading await stacks');
  progress.update('reading await stacks');
  progress.end();
  progress.update('too late');
  const erase = '\r\x1b[K';
  expect(written).toEqual([`${erase}attaching`, `${erase}reading await stac…`, erase]);
});

test('nothing goes to a file', () => {
  const progress = new Progress(terminal(false), false);
  vi.advanceTimersByTime(5000);
  progress.end();
  expect(written).toEqual([]);
});
