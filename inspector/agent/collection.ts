/** One collection: probes a list of promises in slices and counts their await stacks. */
import type { ProbeProgress, ProbeReport } from '../../protocol/agent.ts';
import { type AwaitProbe, enqueue, type Probe } from './await-probe.ts';
import { DeepStacks } from './deep-stacks.ts';
import type { FirstSeen } from './first-seen.ts';
import { type AsyncCallSite, FrameTable } from './frame-table.ts';
import type { Host } from './host.ts';
import type { PromiseStates } from './promise-states.ts';
import { StackTrieBuilder } from './stack-trie.ts';

/** Async frames of the first pass. Stacks that reach it are looked at again, see deep-stacks.ts. */
export const shallowLimit = 128;
/** Promises between two looks at the clock: about 150 microseconds of probing. */
const batchSize = 24;
/** Settled promises between two looks at the clock: about 50 microseconds of reading states. */
const scanSize = 1000;
/** Bounds what a hostile or generated program can make us keep: nodes of about 100 bytes. */
const maxNodes = 50_000;

/** Slices in all that may find V8 unable to give stacks, before probing goes on regardless. */
const patience = 1_000;

export class Collection {
  readonly #host: Host;
  readonly #probe: AwaitProbe;
  readonly #states: PromiseStates;
  readonly #firstSeen: FirstSeen | null;
  readonly #lists: (readonly object[])[] = [];
  readonly #table = new FrameTable();
  readonly #trie = new StackTrieBuilder(maxNodes);
  readonly #deep = new DeepStacks(shallowLimit);
  readonly #now: number;
  #list = 0;
  #next = 0;
  #pending = 0;
  #probed = 0;
  #tooManyShapes = 0;
  #longestSliceMs = 0;
  #refused = 0;

  /** @param firstSeen remembers promises from one collection to the next; `null` in a single one */
  constructor(host: Host, probe: AwaitProbe, states: PromiseStates, firstSeen: FirstSeen | null) {
    this.#host = host;
    this.#probe = probe;
    this.#states = states;
    this.#firstSeen = firstSeen;
    this.#now = host.now();
  }

  add(promises: readonly object[]): void {
    this.#lists.push(promises);
  }

  /**
   * Queues a slice of work: about `budgetMs`, or `maxPromises` promises should the clock stand still.
   * It is done when the agent's microtask queue is empty.
   */
  queueSlice(budgetMs: number, maxPromises: number, hideFrom: unknown): void {
    const start = this.#host.now();
    const stopAt = this.#probed + maxPromises;
    const goOn = () => {
      const elapsed = this.#host.now() - start;
      this.#longestSliceMs = Math.max(this.#longestSliceMs, elapsed);
      if (elapsed < budgetMs && this.#probed < stopAt) this.#queueBatch(goOn);
    };
    enqueue(() => {
      const ready = this.#probe.beginSlice(hideFrom);
      // The client asks again, and the target will have got on. Should it not, the probes fail and are counted.
      if (ready || ++this.#refused > patience) goOn();
    });
  }

  progress(): ProbeProgress {
    const total = this.#lists.reduce((sum, list) => sum + list.length, 0);
    const finished = this.#list >= this.#lists.length && this.#deep.finished;
    return { done: this.#scanned(), total, finished };
  }

  #scanned(): number {
    return this.#lists.slice(0, this.#list).reduce((sum, list) => sum + list.length, this.#next);
  }

  /** Queues one batch, then `goOn`; nothing when there is no more to do. */
  #queueBatch(goOn: () => void): void {
    const list = this.#lists[this.#list];
    if (!list) return this.#queueDeep(goOn);
    this.#probe.setLimit(shallowLimit);
    const probes: Probe[] = [];
    const end = Math.min(list.length, this.#next + scanSize);
    while (this.#next < end && probes.length < batchSize) {
      const promise = list[this.#next++] as object;
      if (this.#states.isPending(promise)) probes.push(this.#probe.probe(promise));
    }
    if (this.#next >= list.length) {
      this.#list++;
      this.#next = 0;
    }
    this.#pending += probes.length;
    enqueue(() => {
      for (const probe of probes) this.#record(probe);
      goOn();
    });
  }

  #queueDeep(goOn: () => void): void {
    const request = this.#deep.next();
    if (!request) return;
    this.#probe.setLimit(request.limit);
    const probe = this.#probe.probe(request.promise);
    enqueue(() => {
      const read = this.#probe.read(probe);
      const stack = read && this.#stackOf(read.sites, read.from);
      if (stack) this.#deep.answer(request, stack);
      goOn();
    });
  }

  #record(probe: Probe): void {
    const read = this.#probe.read(probe);
    if (!read) return;
    const stack = this.#stackOf(read.sites, read.from);
    const observedMs = this.#observe(probe.promise);
    this.#probed++;
    if (!stack) this.#tooManyShapes++;
    else if (stack.length < shallowLimit) this.#count(stack, observedMs);
    else if (!this.#deep.add(probe.promise, stack, observedMs)) this.#tooManyShapes++;
  }

  #count(stack: readonly number[], observedMs: number): void {
    if (stack.length === shallowLimit - 1) this.#deep.sawFiniteStack();
    if (!this.#trie.add(stack, observedMs)) this.#tooManyShapes++;
  }

  /** `null` when it has frames that are one too many for the table. */
  #stackOf(sites: readonly AsyncCallSite[], from: number): number[] | null {
    const stack: number[] = [];
    for (let i = from; i < sites.length; i++) {
      const frame = this.#table.intern(sites[i] as AsyncCallSite);
      if (frame < 0) return null;
      stack.push(frame);
    }
    return stack;
  }

  #observe(promise: object): number {
    return this.#firstSeen ? this.#now - this.#firstSeen.since(promise, this.#now) : 0;
  }

  report(): ProbeReport {
    const { periodic, deep, resolved } = this.#deep.report();
    for (const { stack, observedMs } of resolved) this.#count(stack, observedMs);
    return {
      frames: this.#table.frames,
      trie: this.#trie.build(),
      periodic,
      deep,
      counts: {
        seen: this.#scanned(),
        pending: this.#pending,
        probed: this.#probed,
        tooDeep: deep.reduce((sum, stack) => sum + stack.promises, 0),
        tooManyShapes: this.#tooManyShapes,
        failed: this.#pending - this.#probed,
      },
      longestSliceMs: this.#longestSliceMs,
    };
  }
}
