/** What the agent is given by the target. The agent itself lives in a V8 realm of its own, see main.ts. */

/** Node's event-loop delay histogram, as far as it is used here. Values are nanoseconds. */
export interface DelayHistogram {
  readonly count: number;
  readonly max: number;
  percentile(percentile: number): number;
  enable(): void;
  disable(): void;
}

export interface LoopUtilization {
  readonly idle: number;
  readonly active: number;
}

export interface Host {
  /** Runs the jobs of the agent's own microtask queue, and no others, before it returns. */
  runMicrotasks(): void;
  /**
   * Node calls the target's promise hooks (async_hooks, AsyncLocalStorage before Node 24, `v8.promiseHooks`) for the
   * promises of every context, so for the agent's as well. Between these two calls it does not.
   */
  mutePromiseHooks(): void;
  restorePromiseHooks(): void;
  /** Monotonic milliseconds. */
  now(): number;
  /** Node's internal `getPromiseDetails`: `[state, result]`, where state 0 is pending. */
  getPromiseDetails: ((promise: object) => readonly [number, unknown?]) | null;
  /** `util.inspect`: the slow way to a promise's state. */
  inspect(value: object, options: object): string;
  monitorEventLoopDelay: ((options: { resolution: number }) => DelayHistogram) | null;
  eventLoopUtilization: (() => LoopUtilization) | null;
  /** A repeating timer that does not keep the target running. Returns how to stop it. */
  every(milliseconds: number, run: () => void): () => void;
  /** Listens on one of Node's diagnostics channels. Returns how to stop it. */
  subscribe(channel: string, receive: (message: unknown) => void): () => void;
  /** Whether anybody is connected to the inspector; `null` when that cannot be seen, as outside Linux. */
  inspectorInUse(): boolean | null;
  closeInspector(): void;
}
