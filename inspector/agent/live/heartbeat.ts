/** Says that the loop has turned, and, after a late beat, what is known of the time before it. */
import { type AgentMessage, type LateBeat, lateAfterMs } from '../../../protocol/agent-live.ts';
import type { GcTime } from './gc-time.ts';
import type { LiveHost, ResourceUsage } from './live-host.ts';

interface Reading {
  readonly nowMs: number;
  readonly idleMs: number;
  readonly usage: ResourceUsage;
  readonly turns: number | null;
}

export interface Heartbeat {
  /** To be called by a timer, `intervalMs` apart. @returns milliseconds by which it was late */
  beat(nowMs: number): number;
}

/** @param send hands a message to the client */
export function createHeartbeat(
  live: LiveHost,
  gc: GcTime,
  intervalMs: number,
  nowMs: number,
  send: (message: AgentMessage) => void,
): Heartbeat {
  const read = (at: number): Reading => ({
    nowMs: at,
    idleMs: live.utilization().idle,
    usage: live.resourceUsage(),
    turns: live.loopTurns(),
  });
  let sequence = 0;
  let last = read(nowMs);
  let pending: LateBeat | null = null;
  return {
    beat(now) {
      const reading = read(now);
      const lateMs = Math.max(0, now - last.nowMs - intervalMs);
      if (pending)
        send({
          ...pending,
          gcMs: gc.within(pending.beganMs, pending.beganMs + pending.durationMs),
        });
      const { userCPUTime, systemCPUTime } = reading.usage;
      send({
        type: 'beat',
        sequence: ++sequence,
        nowMs: now,
        time: live.wallClock(),
        cpuMs: (userCPUTime + systemCPUTime) / 1e3,
        lateMs,
      });
      // Garbage collections are reported a turn later, so the rest goes with the next beat.
      pending = lateMs > lateAfterMs ? lateBeat(sequence, last, reading, live.wallClock()) : null;
      last = reading;
      return lateMs;
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
    gcMs: null,
    voluntarySwitches: after.voluntaryContextSwitches - before.voluntaryContextSwitches,
    involuntarySwitches: after.involuntaryContextSwitches - before.involuntaryContextSwitches,
    majorFaults: after.majorPageFault - before.majorPageFault,
    blocksRead: after.fsRead - before.fsRead,
    loopTurns: to.turns === null || from.turns === null ? null : to.turns - from.turns,
  };
}
