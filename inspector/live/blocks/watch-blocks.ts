/** Puts the block watcher together for an attached target. */
import type { RawFrame } from '../../../protocol/agent.ts';
import type { CdpConnection } from '../../cdp/connection.ts';
import type { FramePlacer } from '../../collect/place-frames.ts';
import { toFrames } from '../../derive/frames.ts';
import type { HeartbeatSource } from '../heartbeats.ts';
import { BlockWatcher } from './block-watcher.ts';
import { queuedJobs } from './queued-jobs.ts';

/** Milliseconds for reading the sources of one stack. */
const placeTimeoutMs = 5_000;

export interface WatchedTarget {
  readonly connection: CdpConnection;
  readonly placer: FramePlacer;
  /** The target's process, if it is on this machine. */
  readonly localPid: number | null;
  readonly thresholdMs: number;
  /** See `BlockWatcherParts`. */
  readonly lastOwnWork: () => number;
}

export function watchBlocks(target: WatchedTarget, beats: HeartbeatSource): BlockWatcher {
  const { connection, placer, localPid, thresholdMs, lastOwnWork } = target;
  return new BlockWatcher({
    connection,
    beats,
    localPid,
    thresholdMs,
    lastOwnWork,
    jobs: queuedJobs(connection),
    now: () => performance.now(),
    place: async (stack) => {
      const signal = AbortSignal.timeout(placeTimeoutMs);
      const raw = stack.map((frame): RawFrame => ({ ...frame, combinator: null }));
      const frames = toFrames(await placer.place(raw, signal));
      const own = raw[frames.findIndex(({ internal }) => !internal)];
      return { frames, sourceText: own ? await placer.statementAt(own, signal) : null };
    },
  });
}
