// What is known of collections when they are observed at random times only.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGcTime } from './gc-time.ts';
import type { GcEntry, LiveHost } from './live-host.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Observed in windows: there were too many collections to observe all. */
function windowed() {
  const observers = new Set<(entry: GcEntry) => void>();
  const observes = () => observers.size > 0;
  const tell = (entry: GcEntry) => observers.forEach((each) => each(entry));
  const live = {
    observeGc(onEntry: (entry: GcEntry) => void) {
      observers.add(onEntry);
      return () => void observers.delete(onEntry);
    },
    after(milliseconds: number, run: () => void) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  } as unknown as LiveHost;
  const gc = createGcTime(
    () => performance.now(),
    live,
    (run) => run,
    20,
  );
  for (let i = 0; i < 400; i++) tell({ startTime: performance.now(), duration: 0.1 });
  vi.advanceTimersByTime(1_000);
  gc.second(performance.now());
  const toNextWindow = () => {
    while (observes()) vi.advanceTimersByTime(1);
    while (!observes()) vi.advanceTimersByTime(1);
  };
  return { gc, toNextWindow, observes, tell };
}

test('one that took half of the time or more is known, though the time was not all observed', () => {
  const { gc, toNextWindow, tell } = windowed();
  toNextWindow();
  const now = performance.now();
  tell({ startTime: now, duration: 300 });
  expect(gc.within(now - 40, now + 310)).toBe(300);
  expect(gc.within(now - 400, now + 310)).toBeNull();
});

test('one that lasts beyond the window is still heard of', () => {
  const { toNextWindow, observes } = windowed();
  toNextWindow();
  // The timers that are due run first, and Node tells in the phase after them.
  vi.setSystemTime(Date.now() + 300);
  vi.runOnlyPendingTimers();
  expect(observes()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(observes()).toBe(false);
});
