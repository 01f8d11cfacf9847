/** What is known of timers, by the place where they are made. Bounded: `mostSites` of about a kilobyte. */

import type { TimerSiteReport, TimersReport } from '../../../protocol/agent-live.ts';
import type { AsyncCallSite } from '../frame-table.ts';
import { FrameTable } from '../frame-table.ts';
import { median } from './median.ts';

const mostSites = 300;
/** Lateness values that a median is taken from: the newest. */
const mostValues = 64;
/** Late firings that are kept until the next report. */
const mostLate = 20;
const mostFrames = 16;

export interface TimerSite {
  readonly kind: TimerSiteReport['kind'];
  readonly delayMs: number;
  /** Frames by number, innermost first; empty while it is not known. */
  stack: readonly number[];
  fired: number;
  overlaps: number;
  add(lateMs: number, time: number, factor: number): void;
  /** For intervals: milliseconds between the starts of two runs. */
  addPeriod(milliseconds: number): void;
}

export interface TimerSites {
  readonly dropped: number;
  /**
   * `null` when there are too many.
   * @param text tells sites apart whose stack is not known yet
   */
  siteOf(
    kind: TimerSite['kind'],
    delayMs: number,
    stack: readonly number[],
    text?: string,
  ): TimerSite | null;
  /** Numbers frames, without those that every timer has. */
  stackOf(sites: readonly AsyncCallSite[]): readonly number[];
  /** What changed since the last call, or `null`. */
  report(): TimersReport | null;
}

interface Entry extends TimerSite {
  changed: boolean;
  toReport(site: number): TimerSiteReport;
}

export function createTimerSites(lateAfterMs: number): TimerSites {
  const table = new FrameTable();
  const entries: Entry[] = [];
  const byKey = new Map<string, Entry>();
  let sentFrames = 0;
  let dropped = 0;
  return {
    get dropped() {
      return dropped;
    },
    siteOf(kind, delayMs, stack, text = '') {
      const key = `${kind}:${delayMs}:${stack.join()}:${text}`;
      let entry = byKey.get(key);
      if (!entry) {
        if (entries.length >= mostSites) {
          dropped++;
          return null;
        }
        entry = createEntry(kind, delayMs, stack, lateAfterMs);
        byKey.set(key, entry);
        entries.push(entry);
      }
      return entry;
    },
    stackOf(sites) {
      const stack: number[] = [];
      for (const site of sites) {
        const frame = stack.length < mostFrames && !isMachinery(site) ? table.intern(site) : -1;
        if (frame >= 0) stack.push(frame);
      }
      return stack;
    },
    report() {
      const sites = entries.flatMap((entry, i) => (entry.changed ? [entry.toReport(i)] : []));
      if (sites.length === 0) return null;
      const frames = table.frames.slice(sentFrames);
      sentFrames = table.frames.length;
      return { type: 'timers', frames, sites };
    },
  };
}

/** Frames of Node between the caller of `setTimeout` and us. */
function isMachinery(site: AsyncCallSite): boolean {
  const file = site.getFileName();
  return (
    !file ||
    /^(?:node:internal\/(?:async_hooks|promise_hooks|timers)|node:timers$|loopscope-)/.test(file)
  );
}

function createEntry(
  kind: TimerSite['kind'],
  delayMs: number,
  stack: readonly number[],
  lateAfterMs: number,
): Entry {
  const late: number[] = [];
  const periods: number[] = [];
  let lateFirings: { time: number; lateMs: number }[] = [];
  let max = 0;
  let next = 0;
  const entry: Entry = {
    kind,
    delayMs,
    stack,
    fired: 0,
    overlaps: 0,
    changed: true,
    add(lateMs, time, factor) {
      entry.changed = true;
      entry.fired += factor;
      late[next++ % mostValues] = lateMs;
      max = Math.max(max, lateMs);
      if (lateMs > lateAfterMs && lateFirings.length < mostLate) lateFirings.push({ time, lateMs });
    },
    addPeriod(milliseconds) {
      periods[next % mostValues] = milliseconds;
    },
    toReport(site) {
      entry.changed = false;
      const report = {
        site,
        kind,
        stack: entry.stack,
        delayMs,
        fired: Math.round(entry.fired),
        lateMs: { median: median(late), max },
        lateFirings,
        // It has holes: not each firing ends a period.
        periodMs:
          periods.length === 0 ? null : median(periods.filter((each) => each !== undefined)),
        overlaps: entry.overlaps,
      };
      lateFirings = [];
      return report;
    },
  };
  return entry;
}
