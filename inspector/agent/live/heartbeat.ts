/** Says that the loop has turned, and, after a late beat, what is known of the time before it. */
import { type LateBeat, lateAfterMs } from '../../../protocol/agent-live.ts';
import type { GcTime } from './gc-time.ts';
import type { LiveHost, ResourceUsage } from './live-host.ts';

interface Reading {
  readonly nowMs: number;
  readonly idleMs: number;
  readonly usage: ResourceUsage;
  readonly threadCpuMs: number | null;
  readonly turns: number | null;
}

export interface Heartbeat {
  /**
   * To be called by a timer.
   * @param nextMs from now to the next call
   * @returns the process's CPU time so far, in milliseconds
   */
  beat(nowMs: number, nextMs: number): number;
}

/**
 * @param firstMs from now to the first call of `beat`
 * @param sendText hands a message to the client
 */
export function createHeartbeat(
  live: LiveHost,
  gc: GcTime,
  firstMs: number,
  nowMs: number,
  sendText: (text: string) => void,
): Heartbeat {
  const read = (at: number): Reading => ({
    nowMs: at,
    idleMs: live.utilization().idle,
    usage: live.resourceUsage(),
    threadCpuMs: live.threadCpuMs(),
    turns: live.loopTurns(),
  });
  let expectedMs = firstMs;
  let sequence = 0;
  let last = read(nowMs);
  let pending: LateBeat | null = null;
  return {
    beat(now, nextMs) {
      const reading = read(now);
      const lateMs = Math.max(0, now - last.nowMs - expectedMs);
      expectedMs = nextMs;
      if (pending) {
        const { beganMs, durationMs } = pending;
        const late: LateBeat = { ...pending, gcMs: gc.within(beganMs, beganMs + durationMs) };
        sendText(JSON.stringify(late));
      }
      const { userCPUTime, systemCPUTime } = reading.usage;
      const cpuMs = (userCPUTime + systemCPUTime) / 1e3;
      // Put together by hand: up to forty times a second, in code that is cold by then, that is a tenth of the price.
      sendText(
        `{"type":"beat","sequence":${++sequence},"nowMs":${now},"time":${live.wallClock()},"cpuMs":${cpuMs},"lateMs":${lateMs},"intervalMs":${nextMs}}`,
      );
      // Garbage collections are reported a turn later, so the rest goes with the next beat.
      pending = lateMs > lateAfterMs ? lateBeat(sequence, last, reading, live.wallClock()) : null;
      last = reading;
      return cpuMs;
    },
  };
}

function lateBeat(sequence: number, from: Reading, to: Reading, wallClock: number): LateBeat {
  const idleMs = Math.max(0, to.idleMs - from.idleMs);
  const durationMs = Math.max(0, to.nowMs - from.nowMs - idleMs);
  const before = from.usage;
  const after = to.usage;
  return {
    type: 'late',
    sequence,
    beganMs: to.nowMs - durationMs,
    time: wallClock - durationMs,
    durationMs,
    userMs: (after.userCPUTime - before.userCPUTime) / 1e3,
    systemMs: (after.systemCPUTime - before.systemCPUTime) / 1e3,
    mainThreadMs: difference(from.threadCpuMs, to.threadCpuMs),
    gcMs: null,
    voluntarySwitches: after.voluntaryContextSwitches - before.voluntaryContextSwitches,
    involuntarySwitches: after.involuntaryContextSwitches - before.involuntaryContextSwitches,
    majorFaults: after.majorPageFault - before.majorPageFault,
    blocksRead: after.fsRead - before.fsRead,
    loopTurns: difference(from.turns, to.turns),
  };
}

function difference(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : to - from;
}
