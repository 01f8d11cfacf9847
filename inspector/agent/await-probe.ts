/**
 * The await probe: the await stack of whoever awaits an existing promise, without touching that promise.
 *
 * V8 attaches async frames to an error by walking from the promise of the current microtask along its only
 * reaction: to the suspended function that awaits it, to that function's promise, and so on. It follows
 * `Promise.all`'s element closure to the promise of the combinator's capability. So:
 *   1. `D = resolved.then(callback)`: D is pending while the callback runs, and the microtask's promise;
 *   2. `Promise.all.call(C, [D])`, where C is a constructor that returns the promise in question, P: D's
 *      only reaction now leads to P, which gains no reaction and is never resolved by it;
 *   3. a stack captured in the callback has one frame `Promise.all`, then the stack of P's awaiter.
 * The callback is V8's own `captureStackTrace`, bound to its arguments: the fewer JavaScript frames are on the
 * stack, the cheaper the capture. Measured on Node 18 to 26: docs/architecture.md, "The await probe".
 */
import type { AsyncCallSite } from './frame-table.ts';

const resolvedPromise = Promise.resolve();
const promiseAll = Promise.all as (this: unknown, promises: unknown[]) => unknown;
const promiseThen = Promise.prototype.then;
const noop = () => {};
const identity = <T>(value: T) => value;

/** V8's additions to Error, of the agent's own realm: the target's `Error` is neither used nor changed. */
interface RealmError {
  stackTraceLimit: number;
  prepareStackTrace: unknown;
  captureStackTrace(target: object, hideFrom: unknown): void;
}
const realmError = Error as unknown as RealmError;
const bind = Function.prototype.bind as (this: unknown, ...bound: unknown[]) => () => void;

/** More sync frames than any stack has; V8 stops at the stack's end. */
const allFrames = 1_000_000;

const none = {};
let current: object = none;

/**
 * The constructor C. One for all probes: V8 gives each function that is called with `new` a map in its old space,
 * which would keep the function and all it refers to alive until the next full collection (0.9 kB for each promise).
 */
function ReturnsCurrent(executor: (resolve: unknown, reject: unknown) => void): object {
  executor(noop, noop);
  return current;
}
ReturnsCurrent.resolve = identity;

/** What a stack is captured into. Made by a constructor, so that V8 keeps room in it for what it adds. */
class Capture {
  declare readonly stack?: string;
}

let prepared: readonly AsyncCallSite[] | null = null;
realmError.prepareStackTrace = (_error: unknown, sites: readonly AsyncCallSite[]) => {
  prepared = sites;
  return '';
};

/**
 * V8 formats, and so calls `prepareStackTrace`, on the first read. `null` when it did not: it never does while it is
 * formatting another stack already, as when the target was interrupted in the middle of `new Error().stack`.
 */
function callSites(capture: Capture): readonly AsyncCallSite[] | null {
  prepared = null;
  void capture.stack;
  return prepared;
}

/**
 * The call sites of the code that runs now, innermost first, with the async ones that V8 adds to them.
 * @param hideFrom a function on the stack: it and what it called are left out
 */
export function callSitesNow(limit: number, hideFrom: unknown): readonly AsyncCallSite[] {
  realmError.stackTraceLimit = limit;
  const capture = new Capture();
  realmError.captureStackTrace(capture, hideFrom);
  return callSites(capture) ?? [];
}

/** Runs a job on the agent's own microtask queue. */
export function enqueue(job: () => void): void {
  void promiseThen.call(resolvedPromise, job);
}

/** One promise to be probed; the answer is there once the job that `probe` has queued has run. */
export interface Probe {
  readonly promise: object;
  readonly capture: object;
}

export class AwaitProbe {
  #hideFrom: unknown = null;
  #syncDepth = 0;

  /**
   * Call at the start of a slice, from its first job. The target may have been interrupted deep inside its own
   * synchronous code, whose frames come before the async ones and count towards V8's limit.
   * @param hideFrom our own outermost function on the stack: V8 leaves out the frames from there on inwards
   * @returns false when V8 gives no stacks at this moment, see `callSites`
   */
  beginSlice(hideFrom: unknown): boolean {
    this.#hideFrom = hideFrom;
    realmError.stackTraceLimit = allFrames;
    const capture = new Capture();
    realmError.captureStackTrace(capture, hideFrom);
    const sites = callSites(capture);
    this.#syncDepth = sites?.filter((site) => !site.isAsync()).length ?? 0;
    return sites !== null;
  }

  /** Number of async frames that the probes of the next jobs follow. */
  setLimit(limit: number): void {
    realmError.stackTraceLimit = this.#syncDepth + limit + 1;
  }

  /** Queues the capture. */
  probe(promise: object): Probe {
    const capture = new Capture();
    const job = bind.call(realmError.captureStackTrace, null, capture, this.#hideFrom);
    const probing = promiseThen.call(resolvedPromise, job);
    current = promise;
    promiseAll.call(ReturnsCurrent, [probing]);
    current = none;
    return { promise, capture };
  }

  /** The call sites of the await stack, innermost first, from `from` on; `null` when V8 gave none. */
  read(probe: Probe): { sites: readonly AsyncCallSite[]; from: number } | null {
    const sites = callSites(probe.capture);
    if (!sites) return null;
    let from = 0;
    while (from < sites.length && !(sites[from] as AsyncCallSite).isAsync()) from++;
    return from < sites.length ? { sites, from: from + 1 } : null;
  }
}
