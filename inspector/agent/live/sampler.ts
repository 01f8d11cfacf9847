/** What Node says about the process, once a second. */
import type { Host } from '../host.ts';
import type { LiveHost } from './live-host.ts';

/** Milliseconds between the ticks of Node's delay histogram, which its readings include. */
const resolution = 10;
/** Listing the resources is repeated after so many times as long as it took, at the earliest. */
const handlesPause = 1_000;
/** Kinds of resources that are told apart; native modules can make up more. */
const mostKinds = 40;

export interface ProcessReading {
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly utilization: number;
  readonly cpuPercent: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly rssBytes: number;
  readonly gcMs: number;
  readonly loopTurns: number | null;
  readonly handles: Readonly<Record<string, number>>;
}

export interface Sampler {
  read(nowMs: number, gcMs: number): ProcessReading;
  stop(): void;
}

export function createSampler(host: Host, live: LiveHost): Sampler {
  const histogram = live.delayHistogram(resolution);
  histogram?.enable();
  let handles: Record<string, number> = {};
  let nextHandlesMs = 0;
  let last = {
    nowMs: host.now(),
    loop: live.utilization(),
    cpu: cpuMs(live),
    turns: live.loopTurns(),
  };

  function readHandles(nowMs: number): void {
    if (nowMs < nextHandlesMs) return;
    const kinds = live.activeResources();
    const counts: Record<string, number> = {};
    let distinct = 0;
    for (const kind of kinds ?? []) {
      if (counts[kind] === undefined && ++distinct > mostKinds) continue;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    handles = counts;
    nextHandlesMs = nowMs + (host.now() - nowMs) * handlesPause;
  }
  const lag = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);

  return {
    read(nowMs, gcMs) {
      const now = { nowMs, loop: live.utilization(), cpu: cpuMs(live), turns: live.loopTurns() };
      const active = now.loop.active - last.loop.active;
      const total = active + now.loop.idle - last.loop.idle;
      const memory = live.memoryUsage();
      readHandles(host.now());
      const some = histogram !== null && histogram.count > 0;
      const reading: ProcessReading = {
        lagMs: {
          p50: some ? lag(histogram.percentile(50)) : 0,
          p99: some ? lag(histogram.percentile(99)) : 0,
          max: some ? lag(histogram.max) : 0,
        },
        utilization: total > 0 ? active / total : 0,
        cpuPercent: ((now.cpu - last.cpu) / Math.max(1, nowMs - last.nowMs)) * 100,
        heapUsedBytes: memory.heapUsed,
        heapTotalBytes: memory.heapTotal,
        rssBytes: memory.rss,
        gcMs,
        loopTurns: now.turns === null || last.turns === null ? null : now.turns - last.turns,
        handles,
      };
      histogram?.reset();
      last = now;
      return reading;
    },
    stop: () => histogram?.disable(),
  };
}

/** Of the whole process so far. */
export function cpuMs(live: LiveHost): number {
  const { userCPUTime, systemCPUTime } = live.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e3;
}
