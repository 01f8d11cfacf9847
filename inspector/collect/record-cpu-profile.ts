/** Records a CPU profile and says which turns of the loop in it were long, at their original places. */
import type { RawFrame } from '../../protocol/agent.ts';
import type { CpuRecording } from '../../protocol/cpu-profile.ts';
import { abortError } from '../base/abort.ts';
import { UserError } from '../base/user-error.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';
import { toFrames } from '../derive/frames.ts';
import { profileSlices } from '../derive/profile-slices.ts';
import { recordProfile, sampleIntervalMs } from './cpu-profile.ts';
import type { AgentHandle } from './install-agent.ts';
import type { FramePlacer } from './place-frames.ts';

/** Longer ones would fill the memory of both sides. */
const longestRecordingSeconds = 60;
const defaultThresholdMs = 100;

export interface RecordOptions {
  /** At most 60. */
  readonly seconds: number;
  /** Turns of the loop that are longer become slices, in milliseconds; default 100. */
  readonly thresholdMs?: number;
  /** Ends it, and throws away what was recorded. */
  readonly signal: AbortSignal;
  /** 0 to 1, a few times a second. */
  readonly onProgress?: (fraction: number) => void;
}

export interface RecordedTarget {
  readonly connection: CdpConnection;
  readonly agent: AgentHandle;
  readonly placer: FramePlacer;
}

/** @throws UserError `usage` (length), `cancelled`, `lost` */
export async function recordCpuProfile(
  { connection, agent, placer }: RecordedTarget,
  options: RecordOptions,
): Promise<CpuRecording> {
  const { seconds, thresholdMs = defaultThresholdMs, signal, onProgress = () => {} } = options;
  if (!(seconds > 0 && seconds <= longestRecordingSeconds)) {
    throw new UserError(
      'usage',
      `A CPU profile may be recorded for up to ${longestRecordingSeconds} s, not ${seconds}.`,
    );
  }
  if (signal.aborted) throw abortError(signal);
  const { profile, turnsMs, startMs, stopMs } = await recordProfile(
    connection,
    agent,
    seconds * 1e3,
    signal,
    onProgress,
  );
  const raw = profileSlices(profile, turnsMs, thresholdMs);
  const frames = await placeEach(
    placer,
    raw.flatMap(({ stack }) => stack),
    signal,
  );
  const slices = raw.map(({ kind, ms, stack, ...times }) => ({
    ...times,
    heaviest: {
      kind,
      ms,
      frames: toFrames(stack.flatMap((frame) => frames.get(keyOf(frame)) ?? [])),
    },
  }));
  return { profile, slices, intervalMs: sampleIntervalMs, cost: { startMs, stopMs } };
}

/** Slices have most of their frames in common: each is looked up once. */
async function placeEach(
  placer: FramePlacer,
  frames: readonly RawFrame[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PlacedFrame>> {
  const unique = [...new Map(frames.map((frame) => [keyOf(frame), frame])).values()];
  const placed = await placer.place(unique, signal);
  return new Map(placed.map((frame) => [keyOf(frame.raw), frame]));
}

const keyOf = (frame: RawFrame) => JSON.stringify(frame);
