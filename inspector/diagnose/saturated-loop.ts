/**
 * Saturated loop: the event loop has no idle time left, and long turns are not the reason.
 *
 * Means: There is more work than one thread can do: everything gets slower, with nothing to point a finger at. Often
 * the work is churn: millions of short-lived promises and objects, and the garbage collector that runs after them.
 *
 * Told by: For 30 s a utilization of 0.95 or more in nine of ten samples, with half a core of CPU time or more, while
 * blocks over the threshold took less than half of that time: of what is left, the loop is saturated as well. What
 * stopped the program from outside is no block here. The cause is `garbage collection` when it took a third of the time or more, `promise churn` from 100,000
 * promises a second on. A loop that spins without work is `scheduler-thrash`.
 *
 * Certainty: Measured.
 *
 * Advice: Record a CPU profile to see what the time goes into; work in batches, retain less, or spread the load over
 * several processes or worker threads.
 *
 * Rules: none
 */
import type { Finding } from '../../protocol/finding.ts';
import type { LiveObservations } from '../../protocol/observations.ts';
import { type BusyLoop, busyLoop } from './busy-loop.ts';
import type { Diagnosis } from './diagnosis.ts';
import { schedulerThrash } from './scheduler-thrash.ts';
import { duration, percent, rate } from './wording.ts';

const mostOfBlocks = 0.5;
/** Of one core. */
const leastCpuPercent = 50;
const shareOfGc = 1 / 3;
const churn = 100_000;

export const saturatedLoop: Diagnosis = (observations) => {
  const { live } = observations;
  const busy = live && busyLoop(live);
  // With less, it is the CPU that is missing.
  if (!busy || busy.cpuPercent < leastCpuPercent) return [];
  const blocked = blockedShare(live, busy.overMs);
  if (blocked >= mostOfBlocks) return [];
  return schedulerThrash(observations).length > 0 ? [] : [finding(busy, blocked)];
};

function blockedShare({ blocks, now }: LiveObservations, overMs: number): number {
  const from = now - overMs;
  const blockedMs = blocks.reduce((sum, { time, durationMs, cause }) => {
    if (cause === 'stopped from outside') return sum;
    return sum + Math.max(0, Math.min(now, time + durationMs) - Math.max(from, time));
  }, 0);
  return blockedMs / overMs;
}

function finding(busy: BusyLoop, blocked: number): Finding {
  const cause = causeOf(busy);
  const promises = busy.promisesPerSecond;
  const detail = [
    ...(cause === 'garbage collection'
      ? [`${percent(busy.gcShare)} of it in garbage collection`]
      : []),
    ...(cause === 'promise churn' && promises !== null
      ? [`with about ${rate(promises)} new promises a second`]
      : []),
    blocked > 0
      ? `${percent(blocked)} of it in blocks, the rest in short turns`
      : 'without a single long block',
  ];
  return {
    id: 'saturated-loop',
    severity: 'warning',
    certainty: 'measured',
    cause,
    message: `The event loop was busy for ${percent(busy.utilization)} of the last ${duration(busy.overMs)}${detail.map((each) => `, ${each}`).join('')}.`,
    location: null,
    evidence: {
      overMs: busy.overMs,
      utilization: busy.utilization,
      cpuPercent: busy.cpuPercent,
      blockedShare: Number(blocked.toPrecision(2)),
      gcShare: Number(busy.gcShare.toPrecision(2)),
      promisesPerSecond: promises,
      loopTurnsPerSecond: busy.loopTurnsPerSecond,
      lagP99Ms: busy.lagP99Ms,
      heapUsedBytesFirst: busy.heapUsedBytes[0],
      heapUsedBytesLast: busy.heapUsedBytes[1],
    },
    advice:
      cause === 'work'
        ? 'Record a CPU profile to see what the time goes into. Move heavy work to worker threads, or share the load among several processes.'
        : 'Create less: work in batches instead of a promise for each item, and keep no results that are not needed. An allocation profile shows who creates most.',
    rule: null,
  };
}

function causeOf({ gcShare, promisesPerSecond }: BusyLoop): string {
  if (gcShare >= shareOfGc) return 'garbage collection';
  return (promisesPerSecond ?? 0) >= churn ? 'promise churn' : 'work';
}
