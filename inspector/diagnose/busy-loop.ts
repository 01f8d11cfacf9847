/** How busy the event loop was of late: shared by `scheduler-thrash` and `saturated-loop`. */
import type { LiveSample } from '../../protocol/live.ts';
import type { LiveObservations } from '../../protocol/observations.ts';
import { median } from './statistics/median.ts';

export interface BusyLoop {
  readonly overMs: number;
  /** Medians over the time; `null` where Node or the sampling gives none. */
  readonly utilization: number;
  readonly cpuPercent: number;
  readonly lagP99Ms: number;
  readonly loopTurnsPerSecond: number | null;
  readonly promisesPerSecond: number | null;
  readonly gcShare: number;
  readonly heapUsedBytes: readonly [first: number, last: number];
}

/** Long enough that neither a start nor a burst of work is meant. */
const longMs = 30_000;
const fewestSamples = 20;
const busy = 0.95;
const shareOfSamples = 0.9;

/** `null` unless nine of ten samples of the last 30 s had a utilization of 0.95 or more. */
export function busyLoop({ samples, now }: LiveObservations): BusyLoop | null {
  const first = samples[0];
  if (!first || now - first.time < longMs) return null;
  const recent = samples.filter(({ time }) => time >= now - longMs);
  const over = recent.filter(({ utilization }) => utilization >= busy);
  if (recent.length < fewestSamples || over.length < shareOfSamples * recent.length) return null;
  const of = (value: (sample: LiveSample) => number) => median(recent.map(value));
  const ofKnown = (value: (sample: LiveSample) => number | null) => {
    const known = recent.flatMap((sample) => value(sample) ?? []);
    return known.length >= recent.length / 2 ? median(known) : null;
  };
  return {
    overMs: longMs,
    utilization: of((sample) => sample.utilization),
    cpuPercent: of((sample) => sample.cpuPercent),
    lagP99Ms: of(({ lagMs }) => lagMs.p99),
    loopTurnsPerSecond: ofKnown(({ loopTurns }) => loopTurns),
    promisesPerSecond: ofKnown(({ promisesCreated }) => promisesCreated),
    gcShare: recent.reduce((sum, { gcMs }) => sum + gcMs, 0) / (recent.length * 1000),
    heapUsedBytes: [recent[0]?.heapUsedBytes ?? 0, recent.at(-1)?.heapUsedBytes ?? 0],
  };
}
