/**
 * Records a CPU profile of the target. V8's profiler runs only meanwhile; should this client vanish, it ends with the
 * connection.
 */
import type { CpuProfile } from '../../protocol/cpu-profile.ts';
import { abortable, delay } from '../base/abort.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import type { AgentHandle } from './install-agent.ts';

/** Milliseconds between two samples: some in each slice that is worth showing, at a cost that is hardly measurable. */
export const sampleIntervalMs = 2;
const progressMs = 250;
/** Milliseconds that a target may take to end a recording that was given up. */
const cleanUpMs = 2_000;

export interface RecordedProfile {
  readonly profile: CpuProfile;
  /** When the loop turned, in milliseconds from the start of the profile. */
  readonly turnsMs: readonly number[];
  readonly startMs: number;
  readonly stopMs: number;
}

/** @throws UserError `cancelled`, `lost` */
export async function recordProfile(
  connection: CdpConnection,
  agent: AgentHandle,
  milliseconds: number,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<RecordedProfile> {
  const now = () => agent.call<number>('now');
  try {
    // Sent without waiting in between, so that the clock is read right before and right after.
    const [, , , before, , after] = await abortable(
      Promise.all([
        connection.send('Profiler.enable'),
        connection.send('Profiler.setSamplingInterval', { interval: sampleIntervalMs * 1e3 }),
        agent.call('startTurnMarks'),
        now(),
        connection.send('Profiler.start'),
        now(),
      ]),
      signal,
    );
    for (let done = 0; done < milliseconds; ) {
      onProgress(done / milliseconds);
      const step = Math.min(progressMs, milliseconds - done);
      await delay(step, signal);
      done += step;
    }
    onProgress(1);
    const [beforeStop, { profile }, afterStop, marks] = await abortable(
      Promise.all([
        now(),
        connection.send('Profiler.stop'),
        now(),
        agent.call<readonly number[]>('takeTurnMarks'),
      ]),
      signal,
    );
    const offset = clockOffset([
      { profilerMs: profile.startTime / 1e3, fromMs: before, toMs: after },
      { profilerMs: profile.endTime / 1e3, fromMs: beforeStop, toMs: afterStop },
    ]);
    const turnsMs = marks.map((mark) => mark + offset - profile.startTime / 1e3);
    return { profile, turnsMs, startMs: after - before, stopMs: afterStop - beforeStop };
  } finally {
    // Sent in any case: it also ends a recording that is under way.
    const sent = [connection.send('Profiler.disable'), agent.call('stopTurnMarks')];
    await abortable(Promise.allSettled(sent), AbortSignal.timeout(cleanUpMs)).catch(() => {});
  }
}

/** The profiler read its clock at some moment between two readings of the agent's. */
export interface ClockReading {
  readonly profilerMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What to add to the agent's clock to get the profiler's: the middle of what all readings allow. */
export function clockOffset(readings: readonly ClockReading[]): number {
  const lowest = Math.max(...readings.map(({ profilerMs, toMs }) => profilerMs - toMs));
  const highest = Math.min(...readings.map(({ profilerMs, fromMs }) => profilerMs - fromMs));
  return (lowest + highest) / 2;
}
