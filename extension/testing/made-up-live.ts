/** Short ways to write what a live session says, for unit tests. */
import type { Finding } from '../../protocol/finding.ts';
import type { Block, LiveSample, LiveTaskGroup } from '../../protocol/live.ts';
import type { LiveState } from '../sessions/live-feed.ts';
import { frame, group } from './made-up-tasks.ts';

/** Noon. */
const time = Date.UTC(2026, 10, 5, 12);

export function liveSample(more: Partial<LiveSample> = {}): LiveSample {
  return {
    time,
    lagMs: { p50: 0.2, p99: 3.1, max: 4.2 },
    utilization: 0.02,
    cpuPercent: 3,
    heapUsedBytes: 12_400_000,
    heapTotalBytes: 20_000_000,
    rssBytes: 60_000_000,
    gcMs: 0,
    loopTurns: 90,
    handles: {},
    promisesCreated: 400,
    pending: 1204,
    overheadPercent: 0.4,
    sampling: { mode: 'continuous', share: 1, oneIn: 1 },
    dropped: 0,
    ...more,
  };
}

export function liveBlock(more: Partial<Block> = {}): Block {
  return {
    id: 1,
    time,
    durationMs: 812,
    ongoing: false,
    cause: 'compute',
    cpuMs: 800,
    gcMs: 0,
    frames: [frame('score', '/srv/score.js:7:10')],
    missing: [],
    ...more,
  };
}

export function liveGroup(more: Partial<LiveTaskGroup> = {}): LiveTaskGroup {
  return {
    ...group([frame('take', '/srv/pool.js:12:5')], {
      count: 3,
      ageMs: 125_000,
      observedMs: 125_000,
      state: 'stuck',
    }),
    estimated: false,
    departed: { settled: 0, lost: 0 },
    ...more,
  };
}

export function liveFinding(more: Partial<Finding> = {}): Finding {
  return {
    id: 'block',
    severity: 'error',
    certainty: 'measured',
    cause: 'compute',
    message: 'The event loop was blocked by computing in score: 4 times, up to 812 ms.',
    location: { file: '/srv/score.js', line: 7, column: 10 },
    evidence: { times: 4, longestMs: 812 },
    advice: 'Move the work to a worker thread.',
    rule: 'cpu/loop',
    ...more,
  };
}

export function liveState(more: Partial<LiveState> = {}): LiveState {
  return {
    thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
    samples: [],
    blocks: [],
    blocking: null,
    tasks: null,
    findings: [],
    ended: false,
    onDidChange: () => ({ dispose() {} }),
    observations: () => null,
    ...more,
  };
}
