/**
 * The nursery: promises of which it is not known yet whether they live long. A hook puts one in `oneIn` new promises
 * into a ring that was allocated before; a sweep takes them out again, and hands on those that are pending for
 * `survivalMs`. So a short-lived promise costs a counter, and no stack is ever taken at a promise's birth.
 *
 * Bound: `capacity` promises are held, each for at most `survivalMs` and a sweep while it is pending, and for
 * about one sweep once it has settled. What finds no room is counted.
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
  /** Promises that were not followed because the ring was full. */
  readonly dropped: number;
  /** Looks at those that wait. @param factor one promise of the last window stands for so many */
  sweep(nowMs: number, factor: number): number;
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

  function off(): void {
    if (!stop) return;
    stop();
    stop = null;
    onMs += host.now() - openedMs;
  }
  function take(promise: object): void {
    countdown = stride;
    if (calls >= nextLook) {
      nextLook = calls + clockCalls;
      clock = host.now();
      if (calls >= limit) return off();
    }
    if (size < capacity) {
      ring[size] = promise;
      bornOf[size++] = clock;
    } else dropped++;
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
  function keepWaiting(promise: object, born: number, factor: number): void {
    if (waitingSize >= capacity) {
      dropped++;
      return;
    }
    const at = (head + waitingSize++) % capacity;
    waiting[at] = promise;
    waitingBorn[at] = born;
    waitingFactor[at] = factor;
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
      stride = oneIn;
      // Somewhere in the first stride, so that what comes first in each window is not preferred.
      countdown = 1 + Math.floor(Math.random() * oneIn);
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
      const looked = size + waitingSize;
      // Births are in order, so those that are due are at the head.
      while (waitingSize > 0 && (waitingBorn[head] as number) <= nowMs - survivalMs) {
        const promise = waiting[head] as object;
        waiting[head] = null;
        if (isPending(promise)) {
          survived(promise, waitingBorn[head] as number, waitingFactor[head] as number);
        }
        head = (head + 1) % capacity;
        waitingSize--;
      }
      for (let i = 0; i < size; i++) {
        const promise = ring[i] as object;
        ring[i] = null;
        if (isPending(promise)) keepWaiting(promise, bornOf[i] as number, factor);
      }
      size = 0;
      return looked;
    },
    clear() {
      off();
      ring.fill(null);
      waiting.fill(null);
      size = waitingSize = 0;
    },
  };
}
