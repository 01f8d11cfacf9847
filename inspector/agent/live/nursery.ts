/**
 * The nursery: promises of which it is not known yet whether they live long. A hook puts one in `oneIn` new promises
 * into a ring that was allocated before; a sweep takes them out again, and hands on those that are pending for
 * `survivalMs`. So a short-lived promise costs a counter, and no stack is ever taken at a promise's birth.
 *
 * Bound: `capacity` promises are held, each for at most `survivalMs` and a sweep while it is pending, and for
 * about one sweep once it has settled. When there is no room, one of each two neighbours is let go of, by chance, and the
 * other one stands for both. So what is held of a burst is a fair sample of all of it: its first promises, which a
 * queue or a pool serves first, say little about the rest.
 */
import type { LiveHost, Stop } from './live-host.ts';

/** Promises in each of the two rings. */
const capacity = 8_192;
/** Milliseconds after which a promise that is still pending counts as a survivor. */
const survivalMs = 500;
/** Calls of the hook between two looks at the clock, so that ages stay exact within a long turn of the loop. */
const clockCalls = 1_024;

export interface WindowResult {
  /** New promises while the hook was on. */
  readonly calls: number;
  readonly onMs: number;
}

export interface Nursery {
  /** @param mostCalls the hook takes itself off after so many */
  open(oneIn: number, mostCalls: number): void;
  /** Takes the hook off. @returns what it saw since `open` or the last `reading` */
  close(): WindowResult;
  /** As `close`, but the hook stays on, with so many calls more. */
  reading(mostCalls: number): WindowResult;
  /** False when the hook took itself off. */
  readonly isOpen: boolean;
  /** Promises that were not followed because there was no room. */
  readonly dropped: number;
  /**
   * Looks at those that wait.
   * @param factor by which the last window is scaled up to the time that it stands for
   * @returns false when promises were let go of since the last call: what is followed is a sample
   */
  sweep(nowMs: number, factor: number): boolean;
  clear(): void;
}

export function createNursery(
  host: { now(): number },
  live: LiveHost,
  isPending: (promise: object) => boolean,
  survived: (promise: object, bornMs: number, factor: number) => void,
): Nursery {
  // Filled from the start: V8 then keeps them as plain arrays, and the hook never allocates.
  const ring: (object | null)[] = new Array(capacity).fill(null);
  const bornOf = new Float64Array(capacity);
  const waiting: (object | null)[] = new Array(capacity).fill(null);
  const waitingBorn = new Float64Array(capacity);
  const waitingFactor = new Float64Array(capacity);
  let size = 0;
  let head = 0;
  let waitingSize = 0;
  let stop: Stop | null = null;
  let wantedStride = 1;
  /** Of so many new promises one is taken. More than wanted since the ring was full. */
  let stride = 1;
  let countdown = 1;
  let calls = 0;
  let lastCalls = 0;
  let limit = 0;
  let clock = 0;
  let nextLook = 0;
  let openedMs = 0;
  let onMs = 0;
  let dropped = 0;
  let keptAll = true;

  /**
   * Each call is equally likely to be the next one that is taken, whatever was taken before: programs make promises in
   * patterns, such as four for each task, of which a fixed stride would always take the same.
   */
  function gap(): number {
    if (stride === 1) return 1;
    return 1 + Math.floor(Math.log(1 - Math.random()) / Math.log1p(-1 / stride));
  }
  function takeOneIn(count: number): void {
    stride = count;
    countdown = gap();
  }
  function off(): void {
    if (!stop) return;
    stop();
    stop = null;
    onMs += host.now() - openedMs;
  }
  function halveRing(): void {
    size = 0;
    for (let i = 0; i < capacity; i += 2) {
      const chosen = i + (Math.random() < 0.5 ? 0 : 1);
      ring[size] = ring[chosen] as object;
      bornOf[size++] = bornOf[chosen] as number;
    }
    ring.fill(null, size);
    stride *= 2;
  }
  function take(promise: object): void {
    let isTaken = true;
    if (size === capacity) {
      halveRing();
      isTaken = Math.random() < 0.5;
    }
    countdown = gap();
    if (calls >= nextLook) {
      nextLook = calls + clockCalls;
      clock = host.now();
      if (calls >= limit) return off();
    }
    if (!isTaken) return;
    ring[size] = promise;
    bornOf[size++] = clock;
  }
  function hook(promise: object): void {
    calls++;
    if (--countdown <= 0) take(promise);
  }
  function taken(): WindowResult {
    if (stop) {
      const now = host.now();
      onMs += now - openedMs;
      openedMs = now;
    }
    const result = { calls: calls - lastCalls, onMs };
    lastCalls = calls;
    onMs = 0;
    return result;
  }
  function halveWaiting(): void {
    const held = waitingSize;
    waitingSize = 0;
    for (let i = 0; i < held; i += 2) {
      const chosen = (head + i + (Math.random() < 0.5 ? 0 : 1)) % capacity;
      const to = (head + waitingSize++) % capacity;
      waiting[to] = waiting[chosen] as object;
      waitingBorn[to] = waitingBorn[chosen] as number;
      waitingFactor[to] = (waitingFactor[chosen] as number) * 2;
    }
    for (let i = waitingSize; i < held; i++) waiting[(head + i) % capacity] = null;
    dropped += held - waitingSize;
    keptAll = false;
  }
  function keepWaiting(promise: object, born: number, factor: number): void {
    if (waitingSize === capacity) halveWaiting();
    const at = (head + waitingSize++) % capacity;
    waiting[at] = promise;
    waitingBorn[at] = born;
    waitingFactor[at] = factor;
  }
  function emptyRing(factor: number): void {
    const held = size;
    size = 0;
    for (let i = 0; i < held; i++) {
      const promise = ring[i] as object;
      ring[i] = null;
      if (isPending(promise)) keepWaiting(promise, bornOf[i] as number, factor * stride);
    }
    if (stride > wantedStride) {
      dropped += held * (stride / wantedStride - 1);
      keptAll = false;
      takeOneIn(wantedStride);
    }
  }

  return {
    get isOpen() {
      return stop !== null;
    },
    get dropped() {
      return dropped;
    },
    open(oneIn, mostCalls) {
      off();
      emptyRing(1);
      wantedStride = oneIn;
      takeOneIn(oneIn);
      clock = openedMs = host.now();
      nextLook = calls + clockCalls;
      limit = calls + mostCalls;
      stop = live.onPromiseInit(hook);
    },
    close() {
      off();
      return taken();
    },
    reading(mostCalls) {
      clock = host.now();
      limit = calls + mostCalls;
      return taken();
    },
    sweep(nowMs, factor) {
      clock = nowMs;
      // Births are in order, so those that are due are at the head.
      while (waitingSize > 0 && (waitingBorn[head] as number) <= nowMs - survivalMs) {
        const at = head;
        const promise = waiting[at] as object;
        waiting[at] = null;
        // Before anything that may fail: the next sweep is to begin behind it.
        head = (head + 1) % capacity;
        waitingSize--;
        if (isPending(promise)) {
          survived(promise, waitingBorn[at] as number, waitingFactor[at] as number);
        }
      }
      emptyRing(factor);
      const result = keptAll;
      keptAll = true;
      return result;
    },
    clear() {
      off();
      ring.fill(null);
      waiting.fill(null);
      size = waitingSize = 0;
    },
  };
}
