/** Builds what diagnoses look at: healthy unless told otherwise. For tests. */
import type { Frame } from '../../protocol/frame.ts';
import type { LiveSample, LiveTaskGroup } from '../../protocol/live.ts';
import type {
  GroupHistory,
  LiveObservations,
  Observations,
  ObservedBlock,
  TimerSite,
} from '../../protocol/observations.ts';
import type { PendingTasks, TaskGroup } from '../../protocol/pending-tasks.ts';
import type { SimulatedReading } from './synthetic-series.ts';

export const start = 1_800_000_000_000;

/** `quote /app/prices.js:12:7`; internal when the file is of Node or of a package. */
export function frame(text: string, more: Partial<Frame> = {}): Frame {
  const [name = '', place = ''] = text.split(' ');
  const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  const internal = file.startsWith('node:') || file.includes('/node_modules/');
  const position = { file, line: Number(line), column: Number(column) };
  return { function: name, ...position, generated: null, combinator: null, internal, ...more };
}

export function group(more: Partial<LiveTaskGroup> = {}): LiveTaskGroup {
  const frames = more.frames ?? [
    frame('ask /app/prices.js:23:7'),
    frame('quote /app/prices.js:12:7'),
  ];
  return {
    id: frames.map(({ function: name, file, line }) => `${name}${file}${line}`).join(),
    count: 1,
    countIsExact: true,
    promises: 1,
    ageMs: null,
    observedMs: 0,
    state: 'pending',
    frames,
    truncated: false,
    waitsFor: 'new Promise(…)',
    proven: false,
    estimated: false,
    departed: { settled: 0, lost: 0 },
    ...more,
  };
}

export function history(
  readings: readonly SimulatedReading[],
  more: Partial<LiveTaskGroup> & Pick<GroupHistory, 'settleTimes'> = {},
  options: { readonly countsStuck?: boolean } = {},
): GroupHistory {
  const { settleTimes, ...fields } = more;
  const count = readings.at(-1)?.count ?? 0;
  return {
    group: group({ count, promises: count, ...fields }),
    ...(settleTimes ? { settleTimes } : {}),
    readings: readings.map((reading) => ({
      time: start + reading.second * 1000,
      count: reading.count,
      oldestAgeMs: reading.oldestAgeMs,
      settled: reading.settled,
      lost: 0,
      ...(options.countsStuck ? { stuck: reading.stuck } : {}),
    })),
  };
}

function sample(second: number, more: Partial<LiveSample> = {}): LiveSample {
  return {
    time: start + second * 1000,
    lagMs: { p50: 1, p99: 3, max: 5 },
    utilization: 0.1,
    cpuPercent: 10,
    heapUsedBytes: 5e7,
    heapTotalBytes: 6e7,
    rssBytes: 9e7,
    gcMs: 2,
    loopTurns: 200,
    handles: { TCPServerWrap: 1, TCPSocketWrap: 3 },
    promisesCreated: 1000,
    pending: 10,
    overheadPercent: 0.5,
    sampling: { mode: 'continuous', share: 1, oneIn: 1 },
    dropped: 0,
    ...more,
  };
}

/** One a second, from the attach on. */
export function samples(
  seconds: number,
  more: (second: number) => Partial<LiveSample> = () => ({}),
): readonly LiveSample[] {
  return Array.from({ length: seconds + 1 }, (_, second) => sample(second, more(second)));
}

export function block(
  id: number,
  second: number,
  more: Partial<ObservedBlock> = {},
): ObservedBlock {
  return {
    id,
    time: start + second * 1000,
    durationMs: 300,
    ongoing: false,
    cause: 'compute',
    cpuMs: 298,
    gcMs: 0,
    frames: [frame('hash /app/hash.js:12:5'), frame('handle /app/routes.js:40:3')],
    missing: [],
    ...more,
  };
}

export function timer(more: Partial<TimerSite> = {}): TimerSite {
  return {
    kind: 'timeout',
    frames: [frame('withTimeout /app/timeout.js:8:3')],
    delayMs: 500,
    fired: 100,
    lateMs: { median: 1, max: 5 },
    lateFirings: [],
    periodMs: null,
    overlaps: 0,
    ...more,
  };
}

export function observe(
  live: Partial<LiveObservations> | null,
  more: Partial<Observations> & { readonly seconds?: number } = {},
): Observations {
  const { seconds = 120, ...rest } = more;
  return {
    tasks: dumped([]),
    live: live && {
      attachedAt: start,
      now: start + seconds * 1000,
      samples: samples(seconds),
      blocks: [],
      groups: [],
      lost: [],
      rejections: [],
      timers: [],
      ...live,
    },
    thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
    ...rest,
  };
}

export function dumped(groups: readonly TaskGroup[]): PendingTasks {
  const skippedBecause = { failed: 0, tooDeep: 0, tooManyShapes: 0 };
  return {
    collectedAt: start,
    groups,
    promises: {
      pending: 0,
      probed: 0,
      skipped: 0,
      skippedBecause,
      unawaited: 0,
      contextsSkipped: 0,
    },
    cost: { estimatedPauseMs: 0, pauseMs: 0, longestSliceMs: 0, probeMs: 0, heapUsedBytes: 0 },
  };
}
