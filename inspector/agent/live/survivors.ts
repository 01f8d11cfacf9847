/**
 * The promises that are followed until they settle or are collected: those of a survey, and those of the nursery that
 * lived on. Held weakly: to follow a promise must not keep it alive.
 *
 * Bound: `capacity` records of about 200 bytes. At the bound every second record is let go of, and the rest counts
 * twice: from then on the numbers are estimates, and are marked so.
 */
import type { NodeCount } from '../../../protocol/agent-live.ts';
import { type Ages, createAges } from './ages.ts';
import { createDurations, type Durations } from './settle-times.ts';

const capacity = 20_000;
/**
 * Sampled promises that may wait for their first stack: more would be gone before it is taken. Every second one is let
 * go of then, too. What is counted exactly waits, as one that is let go of would not come back.
 */
const mostSampledFresh = 1_000;
/** Milliseconds after which a stack is taken again, and by what factor the wait grows: who awaits can change. */
const probeAgainMs = 2_000;
const probeGrowth = 4;
/** After so many stacks that were empty, none is expected any more: V8 makes such a promise for each `await`. */
const mostEmpty = 5;

export interface Survivor {
  readonly ref: WeakRef<object>;
  /** `null`: before it was first seen. */
  readonly bornMs: number | null;
  readonly followedMs: number;
  /** One record stands for so many promises. 1 is exact. */
  factor: number;
  /** -1: no stack yet. */
  node: number;
  probeAtMs: number;
  probeWaitMs: number;
  /** Settlings have been watched without a gap since this was last seen pending. */
  watched: number;
  settledMs: number | null;
  emptyProbes: number;
}

interface Departed {
  settled: number;
  lost: number;
  vanished: number;
  goneAfterMs: number;
  readonly durations: Durations;
}

interface Tally {
  pending: number;
  samples: number;
  stuck: number;
  bornMs: number | null;
  followedMs: number;
  readonly ages: Ages;
}

export interface DueProbe {
  readonly survivor: Survivor;
  readonly promise: object;
}

export interface Survivors {
  readonly size: number;
  readonly dropped: number;
  /** Of them, those that somebody awaits. */
  readonly awaited: number;
  /** Promises whose stacks were never taken. */
  readonly unprobed: number;
  add(promise: object, bornMs: number | null, factor: number, nowMs: number): void;
  /** All promises that are pending now, from a survey. What was sampled so far stands for itself only from now on. */
  adopt(promises: readonly object[], nowMs: number): void;
  /** To be called by the hook for every settling. */
  settled(promise: object, nowMs: number): void;
  /** Settlings are watched without a gap since the call with `true`. */
  watchSettled(on: boolean): void;
  /** Those that have never been probed, newest last; they are handed out until they are. */
  newcomers(most: number): readonly DueProbe[];
  /** Looks at some more records. @returns true when it came round: `counts` is new */
  verify(most: number, nowMs: number, due: DueProbe[], mostDue: number): boolean;
  placed(survivor: Survivor, node: number, nowMs: number): void;
  counts(): readonly NodeCount[];
}

export function createSurvivors(
  isPending: (promise: object) => boolean,
  stuckAfterMs: number,
): Survivors {
  let records: Survivor[] = [];
  const byPromise = new WeakMap<object, Survivor>();
  /** By node and exactness. */
  const departures = new Map<number, Departed>();
  let tallies = new Map<number, Tally>();
  let complete = new Map<number, Tally>();
  /** Of those, the ones without a stack yet. */
  let fresh: Survivor[] = [];
  let cursor = 0;
  let dropped = 0;
  let unprobed = 0;
  let watch = 0;
  let watching = false;

  const keyOf = ({ node, factor }: Survivor) => node * 2 + (factor > 1 ? 1 : 0);

  function remove(index: number): void {
    const survivor = records[index] as Survivor;
    const last = records.pop() as Survivor;
    if (last !== survivor) records[index] = last;
    if (survivor.node < 0) unprobed--;
  }
  function departed(survivor: Survivor): Departed {
    const key = keyOf(survivor);
    let entry = departures.get(key);
    if (!entry) {
      entry = { settled: 0, lost: 0, vanished: 0, goneAfterMs: 0, durations: createDurations() };
      departures.set(key, entry);
    }
    return entry;
  }
  function leave(index: number, kind: 'settled' | 'lost' | 'vanished', nowMs: number): void {
    const survivor = records[index] as Survivor;
    if (survivor.node > 0) {
      const entry = departed(survivor);
      entry[kind] += survivor.factor;
      if (kind === 'settled') {
        const end = survivor.settledMs ?? nowMs;
        entry.durations.add(end - (survivor.bornMs ?? survivor.followedMs));
      } else entry.goneAfterMs = Math.max(entry.goneAfterMs, nowMs - survivor.followedMs);
    }
    remove(index);
  }
  function tally(survivor: Survivor, nowMs: number): void {
    const key = keyOf(survivor);
    const { bornMs, followedMs, factor } = survivor;
    const stuck = nowMs - followedMs >= stuckAfterMs ? factor : 0;
    const entry = tallies.get(key);
    const ages = entry?.ages ?? createAges();
    ages.add(nowMs - followedMs, factor);
    if (!entry) {
      tallies.set(key, { pending: factor, samples: 1, stuck, bornMs, followedMs, ages });
      return;
    }
    entry.pending += factor;
    entry.stuck += stuck;
    entry.samples++;
    if (entry.bornMs !== null)
      entry.bornMs = bornMs === null ? null : Math.min(entry.bornMs, bornMs);
    entry.followedMs = Math.min(entry.followedMs, followedMs);
  }
  /** Lets go of every second one of these records; the others stand for them as well. */
  function thin(all: readonly Survivor[]): void {
    const gone = new Set<Survivor>();
    for (let i = 0; i + 1 < all.length; i += 2) {
      const chosen = i + (Math.random() < 0.5 ? 0 : 1);
      (all[chosen] as Survivor).factor *= 2;
      const other = all[i + i + 1 - chosen] as Survivor;
      gone.add(other);
      const promise = other.ref.deref();
      if (promise) byPromise.delete(promise);
    }
    dropped += gone.size;
    records = records.filter((survivor) => !gone.has(survivor));
    fresh = fresh.filter((survivor) => !gone.has(survivor));
    unprobed = records.reduce((sum, { node }) => sum + (node < 0 ? 1 : 0), 0);
    restart();
  }
  /** Those at the front that need no stack any more are let go of. */
  function trimFresh(): void {
    const isDone = ({ node, ref }: Survivor) => {
      const promise = ref.deref();
      return node >= 0 || promise === undefined || !isPending(promise);
    };
    let done = 0;
    while (done < fresh.length && isDone(fresh[done] as Survivor)) done++;
    fresh.splice(0, done);
    let sampled = fresh.filter(({ factor }) => factor > 1);
    while (sampled.length > mostSampledFresh) {
      thin(sampled);
      sampled = fresh.filter(({ factor }) => factor > 1);
    }
  }
  function restart(): void {
    cursor = 0;
    tallies = new Map();
  }
  function add(promise: object, bornMs: number | null, factor: number, nowMs: number): void {
    if (byPromise.has(promise)) return;
    if (records.length >= capacity) thin(records);
    const survivor: Survivor = {
      ref: new WeakRef(promise),
      bornMs,
      followedMs: bornMs ?? nowMs,
      factor,
      node: -1,
      probeAtMs: 0,
      probeWaitMs: probeAgainMs,
      watched: watching ? watch : -1,
      settledMs: null,
      emptyProbes: 0,
    };
    byPromise.set(promise, survivor);
    records.push(survivor);
    fresh.push(survivor);
    unprobed++;
  }
  /** @returns false when the record at the index is no longer the same one */
  function look(index: number, nowMs: number, due: DueProbe[], mostDue: number): boolean {
    const survivor = records[index] as Survivor;
    const promise = survivor.ref.deref();
    if (promise === undefined) {
      const seen = watching && survivor.watched === watch;
      leave(index, survivor.settledMs !== null ? 'settled' : seen ? 'lost' : 'vanished', nowMs);
      return false;
    }
    if (!isPending(promise)) {
      leave(index, 'settled', nowMs);
      return false;
    }
    // A promise that was resolved with another pending one is not settled yet, though the hook was called.
    survivor.settledMs = null;
    survivor.watched = watching ? watch : -1;
    if (nowMs >= survivor.probeAtMs && due.length < mostDue) due.push({ survivor, promise });
    if (survivor.emptyProbes >= mostEmpty) {
      remove(index);
      return false;
    }
    if (survivor.node >= 0) tally(survivor, nowMs);
    return true;
  }

  return {
    get size() {
      return records.length;
    },
    get dropped() {
      return dropped;
    },
    get awaited() {
      return [...complete].reduce((sum, [key, { pending }]) => sum + (key > 1 ? pending : 0), 0);
    },
    get unprobed() {
      return unprobed;
    },
    add,
    adopt(promises, nowMs) {
      const oneIn = Math.max(1, Math.ceil(promises.length / capacity));
      const births = new Map(records.map(({ ref, bornMs }) => [ref.deref(), bornMs]));
      fresh = [];
      if (oneIn > 1) records = [];
      else for (const survivor of records) survivor.factor = 1;
      restart();
      for (let i = Math.floor(Math.random() * oneIn); i < promises.length; i += oneIn) {
        const promise = promises[i] as object;
        if (oneIn > 1) byPromise.delete(promise);
        add(promise, births.get(promise) ?? null, oneIn, nowMs);
      }
      unprobed = records.reduce((sum, { node }) => sum + (node < 0 ? 1 : 0), 0);
      dropped += promises.length - Math.ceil(promises.length / oneIn);
    },
    settled(promise, nowMs) {
      const survivor = byPromise.get(promise);
      if (survivor) survivor.settledMs = nowMs;
    },
    watchSettled(on) {
      if (on && !watching) watch++;
      watching = on;
    },
    newcomers(most) {
      trimFresh();
      return fresh.slice(0, most).flatMap((survivor) => {
        const promise = survivor.ref.deref();
        return promise && survivor.node < 0 ? [{ survivor, promise }] : [];
      });
    },
    verify(most, nowMs, due, mostDue) {
      for (let i = 0; i < most && cursor < records.length; i++) {
        if (look(cursor, nowMs, due, mostDue)) cursor++;
      }
      if (cursor < records.length) return false;
      complete = tallies;
      restart();
      return true;
    },
    placed(survivor, node, nowMs) {
      if (survivor.node < 0) unprobed--;
      survivor.node = Math.max(0, node);
      survivor.emptyProbes = node > 0 ? 0 : survivor.emptyProbes + 1;
      survivor.probeAtMs = nowMs + survivor.probeWaitMs;
      survivor.probeWaitMs *= probeGrowth;
    },
    counts() {
      const keys = new Set([...complete.keys(), ...departures.keys()]);
      return [...keys].map((key): NodeCount => {
        const now = complete.get(key);
        const gone = departures.get(key);
        return {
          node: key >> 1,
          exact: key % 2 === 0,
          pending: now?.pending ?? 0,
          samples: now?.samples ?? 0,
          stuck: now?.stuck ?? 0,
          bornMs: now?.bornMs ?? null,
          followedMs: now?.followedMs ?? 0,
          ages: now?.ages.spread() ?? null,
          settled: gone?.settled ?? 0,
          lost: gone?.lost ?? 0,
          vanished: gone?.vanished ?? 0,
          goneAfterMs: gone?.goneAfterMs ?? 0,
          settledAfterMs: gone?.durations.times() ?? null,
        };
      });
    },
  };
}
