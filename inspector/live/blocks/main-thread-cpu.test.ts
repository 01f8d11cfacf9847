import { expect, test } from 'vitest';
import type { LateBeat } from '../../../protocol/agent-live.ts';
import { MainThreadCpu } from './main-thread-cpu.ts';

const late = (durationMs: number, mainThreadMs: number | null = null): LateBeat => ({
  type: 'late',
  sequence: 2,
  beganMs: 1_000,
  time: 1_700_000_000_000,
  durationMs,
  userMs: durationMs,
  systemMs: 0,
  mainThreadMs,
  gcMs: 0,
  voluntarySwitches: 1,
  involuntarySwitches: 2,
  majorFaults: 0,
  blocksRead: 0,
  loopTurns: 1,
});

function twoBeats(elapsedMs: number, readings: readonly (number | null)[]): MainThreadCpu {
  const left = [...readings];
  const cpu = new MainThreadCpu(() => left.shift() ?? null);
  cpu.beat(1, 5_000);
  cpu.beat(2, 5_000 + elapsedMs);
  return cpu;
}

test('counts from the beat before to the late one', () => {
  expect(twoBeats(520, [900, 910]).within(late(500))).toBe(10);
});

test("prefers the target's own figure", () => {
  expect(twoBeats(520, [900, 910]).within(late(500, 3))).toBe(3);
});

test('says nothing where the kernel does not', () => {
  expect(twoBeats(520, [null, null]).within(late(500))).toBeNull();
  expect(twoBeats(520, [null, 910]).within(late(500))).toBeNull();
});

test('takes beats that came late for what they are', () => {
  expect(twoBeats(250, [900, 1_100]).within(late(500))).toBe(400);
  expect(twoBeats(1, [900, 900]).within(late(500))).toBeNull();
});

test('says nothing of another beat, or of what was before a pause of the beats', () => {
  const cpu = twoBeats(520, [900, 910, 920]);
  cpu.forget();
  expect(cpu.within(late(500))).toBeNull();
  cpu.beat(3, 6_000);
  expect(cpu.within(late(500))).toBeNull();
});
