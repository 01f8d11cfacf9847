/** Turns what a live session says into metrics: the newest values, and sums since the beginning. */
import type { Block, LiveEvent, LiveSample, LiveTasks } from '../../protocol/live.ts';
import type { Metric, Point } from './metric.ts';

type MetricOf = Omit<Metric, 'points'>;

const gauge = (name: string, unit: Metric['unit'], about: string): MetricOf => ({
  name,
  kind: 'gauge',
  unit,
  about,
});
const counter = (name: string, unit: Metric['unit'], about: string): MetricOf => ({
  name,
  kind: 'counter',
  unit,
  about,
});

/** Sums by labels. */
class Sums {
  readonly #points = new Map<string, Point>();

  add(labels: Point['labels'], value: number): void {
    const key = JSON.stringify(labels);
    const before = this.#points.get(key)?.value ?? 0;
    this.#points.set(key, { labels, value: before + value });
  }

  get points(): readonly Point[] {
    return [...this.#points.values()];
  }
}

export class LiveMetrics {
  #sample: LiveSample | null = null;
  #tasks: LiveTasks | null = null;
  readonly #gc = new Sums();
  readonly #turns = new Sums();
  readonly #promises = new Sums();
  readonly #blocks = new Sums();
  readonly #blocked = new Sums();
  readonly #findings = new Sums();

  add(event: LiveEvent): void {
    switch (event.type) {
      case 'sample':
        return this.#addSample(event.sample);
      case 'block':
        return this.#addBlock(event.block);
      case 'tasks':
        this.#tasks = event.tasks;
        return;
      case 'finding': {
        const { id, severity, certainty } = event.finding;
        return this.#findings.add({ id, severity, certainty }, 1);
      }
      case 'detached':
        // Old values must not look like new ones.
        this.#sample = this.#tasks = null;
    }
  }

  #addSample(sample: LiveSample): void {
    this.#sample = sample;
    this.#gc.add({}, sample.gcMs / 1e3);
    if (sample.loopTurns !== null) this.#turns.add({}, sample.loopTurns);
    if (sample.promisesCreated !== null) this.#promises.add({}, sample.promisesCreated);
  }

  #addBlock({ ongoing, cause, durationMs }: Block): void {
    if (ongoing) return;
    this.#blocks.add({ cause }, 1);
    this.#blocked.add({ cause }, durationMs / 1e3);
  }

  /** Without those of which nothing is known yet. */
  read(): readonly Metric[] {
    const all: readonly Metric[] = [
      ...this.#gauges(),
      { ...counters.gc, points: this.#gc.points },
      { ...counters.turns, points: this.#turns.points },
      { ...counters.promises, points: this.#promises.points },
      { ...counters.blocks, points: this.#blocks.points },
      { ...counters.blocked, points: this.#blocked.points },
      { ...counters.findings, points: this.#findings.points },
    ];
    return all.filter(({ points }) => points.length > 0);
  }

  #gauges(): readonly Metric[] {
    const sample = this.#sample;
    const one = (value: number): readonly Point[] => [{ labels: {}, value }];
    const attached = { ...gauges.attached, points: one(sample ? 1 : 0) };
    if (!sample) return [attached];
    const { p50, p99, max } = sample.lagMs;
    const lag = { p50, p99, max };
    const handles = Object.entries(sample.handles);
    return [
      attached,
      {
        ...gauges.lag,
        points: Object.entries(lag).map(([quantile, ms]) => ({
          labels: { quantile },
          value: ms / 1e3,
        })),
      },
      { ...gauges.utilization, points: one(sample.utilization) },
      { ...gauges.cpu, points: one(sample.cpuPercent / 100) },
      { ...gauges.heapUsed, points: one(sample.heapUsedBytes) },
      { ...gauges.heapTotal, points: one(sample.heapTotalBytes) },
      { ...gauges.rss, points: one(sample.rssBytes) },
      { ...gauges.handles, points: handles.map(([kind, value]) => ({ labels: { kind }, value })) },
      { ...gauges.pending, points: one(sample.pending) },
      { ...gauges.tasks, points: this.#tasks ? taskPoints(this.#tasks) : [] },
      { ...gauges.overhead, points: one(sample.overheadPercent / 100) },
    ];
  }
}

function taskPoints({ groups }: LiveTasks): readonly Point[] {
  return (['pending', 'stuck', 'cycle'] as const).map((state) => ({
    labels: { state },
    value: groups
      .filter((group) => group.state === state)
      .reduce((sum, { count }) => sum + count, 0),
  }));
}

const gauges = {
  attached: gauge('attached', 'count', 'Whether the target is watched now.'),
  lag: gauge('event_loop.lag', 'seconds', 'Delay of the event loop in the last second.'),
  utilization: gauge('event_loop.utilization', 'ratio', 'Share of time the loop was not idle.'),
  cpu: gauge('cpu.utilization', 'ratio', 'CPU time of the process, of one core.'),
  heapUsed: gauge('heap.used', 'bytes', 'Heap in use.'),
  heapTotal: gauge('heap.total', 'bytes', 'Heap that V8 has reserved.'),
  rss: gauge('memory.resident', 'bytes', 'Memory of the process that is in RAM.'),
  handles: gauge('handles', 'count', 'Active resources, by the names of Node.'),
  pending: gauge('promises.pending', 'count', 'Pending promises that are followed.'),
  tasks: gauge('tasks', 'count', 'Chains of suspended async functions, by state.'),
  overhead: gauge('overhead', 'ratio', 'What watching costs the target, of one core.'),
};

const counters = {
  gc: counter('gc', 'seconds', 'Time in garbage collection.'),
  turns: counter('event_loop.turns', 'count', 'Turns of the event loop.'),
  promises: counter('promises.created', 'count', 'New promises; estimated where they are sampled.'),
  blocks: counter('blocks', 'count', 'Turns of the loop above the threshold, by cause.'),
  blocked: counter('blocked', 'seconds', 'Time in turns above the threshold, by cause.'),
  findings: counter('findings', 'count', 'Findings, counted when they are new.'),
};
