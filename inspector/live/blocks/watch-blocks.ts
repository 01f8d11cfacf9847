/** Puts the block watcher together for an attached target. */
import type { RawFrame } from '../../../protocol/agent.ts';
import type { Frame } from '../../../protocol/frame.ts';
import type { ReturnedCall } from '../../../protocol/observations.ts';
import type { CdpConnection } from '../../cdp/connection.ts';
import type { FramePlacer } from '../../collect/place-frames.ts';
import { toFrames } from '../../derive/frames.ts';
import type { HeartbeatSource } from '../heartbeats.ts';
import { BlockWatcher } from './block-watcher.ts';
import { queuedJobs } from './queued-jobs.ts';
import type { CapturedFrame } from './stack-capture.ts';

/** Milliseconds for reading the sources of one stack. */
const placeTimeoutMs = 5_000;

/** Milliseconds. JavaScript that is asked to pause does so within 60 ms, also on a busy machine. */
const heldNativelyMs = 80;

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
    place: async ({ frames: stack, heldMs }) => {
      const signal = AbortSignal.timeout(placeTimeoutMs);
      const raw = stack.map(({ function: name, file, line, column }): RawFrame => {
        return { function: name, file, line, column, combinator: null };
      });
      const frames = toFrames(await placer.place(raw, signal));
      const own = frames.findIndex(({ internal }) => !internal);
      const at = raw[own];
      return {
        frames,
        sourceText: at ? await placer.statementAt(at, signal) : null,
        returned: heldMs < heldNativelyMs ? null : await returned(stack, frames, placer, signal),
      };
    },
  });
}

/** In the program's innermost function, or, where that has done nothing yet, in the one that called it. */
async function returned(
  stack: readonly CapturedFrame[],
  frames: readonly Frame[],
  placer: FramePlacer,
  signal: AbortSignal,
): Promise<ReturnedCall | null> {
  const own = frames.findIndex(({ internal }) => !internal);
  // Further in, it is a call of a package that took long.
  if (own < 0 || own > 1) return null;
  const inner = await placer.returnedCall(stack[own], signal);
  const outer = inner === 'entry' && frames[own + 1]?.internal === false ? own + 1 : own;
  const found = outer === own ? inner : await placer.returnedCall(stack[outer], signal);
  if (!found || found === 'entry') return null;
  const { name, location, within } = found;
  const holder = within ?? frames[outer]?.function ?? '';
  return { name, location, function: holder, onStack: within === null };
}
