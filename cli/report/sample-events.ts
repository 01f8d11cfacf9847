/** Builds what a watched target says, for tests. */
import type { Finding } from '../../protocol/finding.ts';
import type { Block, LiveSample, LiveTaskGroup } from '../../protocol/live.ts';
import { frame, group } from './sample-report.ts';

/** Noon, wherever the test runs. */
export const noon = new Date(2026, 0, 15, 12).getTime();

export function sample(more: Partial<LiveSample> = {}): LiveSample {
  return {
    time: noon,
    lagMs: { p50: 0.2, p99: 3.1, max: 4.2 },
    utilization: 0.021,
    cpuPercent: 3,
    heapUsedBytes: 12_400_000,
    heapTotalBytes: 20_000_000,
    rssBytes: 60_000_000,
    gcMs: 0,
    loopTurns: 90,
    handles: {},
    promisesCreated: 400,
    pending: 1204,
    overheadPercent: 0.42,
    sampling: { mode: 'continuous', share: 1, oneIn: 1 },
    dropped: 0,
    ...more,
  };
}

export function block(more: Partial<Block> = {}): Block {
  return {
    id: 1,
    time: noon,
    durationMs: 733,
    ongoing: false,
    cause: 'synchronous wait',
    cpuMs: 42,
    gcMs: 0,
    frames: [
      frame('toString node:buffer:835:17'),
      frame('spawnSync node:child_process:877:24'),
      frame('execFileSync node:child_process:920:15'),
      frame('askCarrier src/carrier.js:7:10'),
      frame('ship src/orders.js:31:5'),
    ],
    missing: [],
    ...more,
  };
}

export function liveGroup(more: Partial<LiveTaskGroup> = {}): LiveTaskGroup {
  const frames = [frame('Pool.take src/pool.js:24:12'), frame('checkout src/orders.js:18:24')];
  return {
    ...group(frames, { count: 3, ageMs: 12_300, observedMs: 12_000, state: 'stuck' }),
    estimated: false,
    departed: { settled: 0, lost: 0 },
    ...more,
  };
}

export function finding(more: Partial<Finding> = {}): Finding {
  return {
    id: 'block',
    severity: 'warning',
    certainty: 'measured',
    cause: 'synchronous wait',
    message: 'The event loop was blocked by a synchronous wait: 733 ms.',
    location: { file: '/srv/shop/src/carrier.js', line: 7, column: 10 },
    evidence: { durationMs: 733 },
    advice: 'Call the asynchronous twin of this function and await it.',
    rule: 'block/sync-api',
    ...more,
  };
}
