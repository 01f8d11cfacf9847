// How smooth a page is: the times between its frames while something happens.
import type { Page } from 'playwright-core';

export interface FrameTimes {
  readonly frames: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

/** Runs in the page; `work` is called before each frame until it returns false. */
const measure = `async (work) => {
  const times = [];
  let last = performance.now();
  for (let go = true; go; ) {
    go = work(times.length);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { frames: times.length, median: at(0.5), p95: at(0.95), longest: at(1) };
}`;

/** Scrolls from the top to the end, in as many frames. */
export function whileScrolling(page: Page, frames: number): Promise<FrameTimes> {
  return page.evaluate(`(${measure})((frame) => {
    const grid = document.querySelector('[role=grid]');
    grid.scrollTop = (grid.scrollHeight * frame) / ${frames};
    return frame < ${frames};
  })`);
}

/** Does nothing but look. */
export function whileLooking(page: Page, milliseconds: number): Promise<FrameTimes> {
  return page.evaluate(`(() => {
    const end = performance.now() + ${milliseconds};
    return (${measure})(() => performance.now() < end);
  })()`);
}
