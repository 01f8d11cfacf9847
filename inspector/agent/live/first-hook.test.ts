import { expect, test } from 'vitest';
import { createFirstHook } from './first-hook.ts';

const budgetMs = 20;

/** When the hook was set, by what each second showed: collections, and milliseconds of CPU time. */
function begunAt(seconds: readonly (readonly [number | null, number])[]): number[] {
  const begun: number[] = [];
  let second = 0;
  let cpuMs = 5_000;
  const hook = createFirstHook(budgetMs, cpuMs, () => begun.push(second));
  for (const [collections, used] of seconds) {
    second++;
    cpuMs += used;
    hook.second(collections, cpuMs, 1000, 16 * 2 ** 20);
  }
  return begun;
}

test('a service begins with the first second that was counted, once', () => {
  expect(
    begunAt([
      [null, 900],
      [30, 900],
      [30, 900],
    ]),
  ).toEqual([2]);
});

test('one second that looks harmless between others does not begin', () => {
  const seconds = [
    [200, 950],
    [0, 950],
    [90, 950],
    [200, 950],
  ] as const;
  expect(begunAt(seconds)).toEqual([]);
});

test('when a program has calmed down for a while, it begins', () => {
  const calm = Array.from({ length: 30 }, () => [2, 50] as const);
  expect(begunAt([[300, 990], ...calm])).toEqual([31]);
});
