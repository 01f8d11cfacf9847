/** Takes the await stacks of promises that lived on: a few at a time, in the agent's own time. */
import { type AwaitProbe, enqueue, type Probe } from '../await-probe.ts';
import { shallowLimit } from '../collection.ts';
import type { FrameTable } from '../frame-table.ts';
import type { Host } from '../host.ts';
import type { StackNodes } from './stack-nodes.ts';
import type { DueProbe, Survivors } from './survivors.ts';

/** Promises between two looks at the clock: about 100 microseconds of probing. */
const batchSize = 16;

export interface StackTaker {
  /** Stacks that could not be had: V8 gave none, or there were too many different ones. */
  readonly failed: number;
  /** @param budgetMs what is not done within it is left for the next time */
  take(due: readonly DueProbe[], budgetMs: number): void;
}

export function createStackTaker(
  host: Host,
  probe: AwaitProbe,
  frames: FrameTable,
  nodes: StackNodes,
  survivors: Survivors,
): StackTaker {
  let failed = 0;

  function record({ survivor }: DueProbe, probing: Probe, nowMs: number): void {
    const read = probe.read(probing);
    const stack: number[] = [];
    for (const site of read?.sites.slice(read.from) ?? []) {
      const frame = frames.intern(site);
      if (frame >= 0) stack.push(frame);
    }
    const node = read ? nodes.nodeOf(stack) : -1;
    if (node < 0) failed++;
    survivors.placed(survivor, node, nowMs);
  }
  function queueBatch(due: readonly DueProbe[], from: number, until: number): void {
    const batch = due.slice(from, from + batchSize);
    if (batch.length === 0) return;
    probe.setLimit(shallowLimit);
    const probes = batch.map(({ promise }) => probe.probe(promise));
    enqueue(() => {
      const now = host.now();
      for (const [i, each] of batch.entries()) record(each, probes[i] as Probe, now);
      if (now < until) queueBatch(due, from + batchSize, until);
    });
  }
  /** V8 leaves out the frames from here on inwards. */
  function drain(): void {
    host.runMicrotasks();
  }
  return {
    get failed() {
      return failed;
    },
    take(due, budgetMs) {
      if (due.length === 0) return;
      host.mutePromiseHooks();
      try {
        enqueue(() => {
          if (probe.beginSlice(drain)) queueBatch(due, 0, host.now() + budgetMs);
        });
        drain();
      } finally {
        host.restorePromiseHooks();
      }
    },
  };
}
