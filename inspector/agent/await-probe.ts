/**
 * The await probe: the await stack of whoever awaits an existing promise, without touching that promise.
 *
 * V8 attaches async frames to an error by walking from the promise of the current microtask along its only
 * reaction: to the suspended function that awaits it, to that function's promise, and so on. It follows
 * `Promise.all`'s element closure to the promise of the combinator's capability. So:
 *   1. `D = resolved.then(callback)`: D is pending while the callback runs, and the microtask's promise;
 *   2. `Promise.all.call(C, [D])`, where C is a constructor that returns the promise in question, P: D's
 *      only reaction now leads to P, which gains no reaction and is never resolved by it;
 *   3. an error made in the callback has the frames: ours, one `Promise.all`, then the stack of P's awaiter.
 * Measured on Node 18 to 26: see docs/architecture.md, "The await probe".
 */
import type { AsyncCallSite } from './frame-table.ts';
import type { Host } from './host.ts';

const resolvedPromise = Promise.resolve();
const promiseAll = Promise.all as (this: unknown, promises: unknown[]) => unknown;
const promiseThen = Promise.prototype.then;
const noop = () => {};
const identity = <T>(value: T) => value;

/** V8's additions to Error, of the agent's own realm: the target's `Error` is neither used nor changed. */
interface RealmError {
  stackTraceLimit: number;
  prepareStackTrace: unknown;
  captureStackTrace(target: object, hideFrom?: unknown): void;
}
const realmError = Error as unknown as RealmError;

let captured: readonly AsyncCallSite[] | null = null;
realmError.prepareStackTrace = (_error: unknown, sites: readonly AsyncCallSite[]) => {
  captured = sites;
  return '';
};

function capture(limit: number, hideFrom: unknown): readonly AsyncCallSite[] {
  const holder: { stack?: string } = {};
  captured = null;
  realmError.stackTraceLimit = limit;
  realmError.captureStackTrace(holder, hideFrom);
  // V8 formats, and so calls prepareStackTrace, on the first read.
  void holder.stack;
  return captured ?? [];
}

/** Called for each promise with its call sites, innermost first; `from` is where the await stack starts. */
export type StackListener = (
  promise: object,
  sites: readonly AsyncCallSite[],
  from: number,
) => void;

export class AwaitProbe {
  readonly #host: Host;
  #hidden: unknown = null;
  #syncDepth = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Call at the start of a slice. The target may have been interrupted deep inside synchronous code, whose
   * frames come before the async ones and count towards V8's limit.
   * @param outermost our own outermost function on the stack: V8 leaves out all frames from there on inwards
   */
  measureSyncDepth(outermost: unknown): void {
    this.#hidden = outermost;
    this.#syncDepth = capture(100_000, outermost).length;
  }

  /** Probes all of the promises before it returns. `limit`: number of async frames to follow. */
  probe(promises: readonly object[], limit: number, listener: StackListener): void {
    const total = this.#syncDepth + limit + 1;
    for (const promise of promises) {
      const probing = promiseThen.call(resolvedPromise, () => {
        const sites = capture(total, this.#hidden);
        let from = 0;
        while (from < sites.length && !(sites[from] as AsyncCallSite).isAsync()) from++;
        listener(promise, sites, from + 1);
      });
      const capabilityOf = function (
        this: unknown,
        executor: (resolve: unknown, reject: unknown) => void,
      ) {
        executor(noop, noop);
        return promise;
      };
      capabilityOf.resolve = identity;
      promiseAll.call(capabilityOf, [probing]);
    }
    this.#host.runMicrotasks();
  }
}
