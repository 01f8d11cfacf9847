/** What the live part of the agent is given by the target, see inspector/live/live-host-text.ts. */
import type { DelayHistogram, LoopUtilization } from '../host.ts';

/** Node's delay histogram, which can begin anew. */
export interface ResettableHistogram extends DelayHistogram {
  reset(): void;
}

/** CPU times in microseconds. */
export interface ResourceUsage {
  readonly userCPUTime: number;
  readonly systemCPUTime: number;
  readonly voluntaryContextSwitches: number;
  readonly involuntaryContextSwitches: number;
  readonly majorPageFault: number;
  readonly fsRead: number;
}

/** Bytes. */
export interface MemoryUsage {
  readonly rss: number;
  readonly heapTotal: number;
  readonly heapUsed: number;
}

export type PromiseHook = (promise: object) => void;
/** Removes a listener or a hook. */
export type Stop = () => void;

export interface GcEntry {
  /** Milliseconds on the clock of `Host.now`. */
  readonly startTime: number;
  readonly duration: number;
}

/** Node's `Timeout`, as far as its fields are the same on all versions that are supported. */
export interface TimerResource {
  readonly _idleTimeout?: number;
  readonly _idleStart?: number;
  readonly _repeat?: number | null;
  readonly _onTimeout?: unknown;
  readonly _destroyed?: boolean;
}

export interface LiveHost {
  onPromiseInit(hook: PromiseHook): Stop;
  onPromiseSettled(hook: PromiseHook): Stop;
  /** Epoch milliseconds: the wall clock, which may jump. */
  wallClock(): number;
  resourceUsage(): ResourceUsage;
  /** CPU time of the main thread so far, in milliseconds; `null` where Node does not tell. */
  threadCpuMs(): number | null;
  memoryUsage(): MemoryUsage;
  /** Size of the heap's young generation. */
  youngGenerationBytes(): number;
  utilization(): LoopUtilization;
  /** Turns of the loop so far; `null` where Node does not count them. */
  loopTurns(): number | null;
  /** One kind for each active resource; `null` where Node does not tell. */
  activeResources(): readonly string[] | null;
  /** @param resolution milliseconds */
  delayHistogram(resolution: number): ResettableHistogram | null;
  observeGc(onEntry: (entry: GcEntry) => void): Stop;
  /** A timer that does not keep the target running. */
  after(milliseconds: number, run: () => void): Stop;
  /** The same, with the timer itself. */
  pairedTimer(milliseconds: number, run: () => void): { readonly timer: TimerResource; stop: Stop };
  /**
   * Listens to an event of `process`; not when one more listener would make Node warn of a leak.
   * @param first before the listeners that are there
   */
  onProcess(event: string, listener: (...values: never[]) => void, first?: boolean): Stop;
  /** Number of listeners of an event of `process`. */
  processListeners(event: string): number;
  /** The async id of what runs now, and of a timer. */
  executionAsyncId(): number;
  asyncIdOf(timer: TimerResource): number;
  /** Tells of each timer that the target makes, before it is armed; `null` where Node's parts for it are elsewhere. */
  onTimerCreated:
    | ((created: (type: 'Timeout' | 'Immediate', resource: TimerResource) => void) => TimerHook)
    | null;
  /** The intervals among the timers that are armed. @param most timers that are looked at */
  activeIntervals(most: number): readonly TimerResource[];
}

export interface TimerHook {
  /** How often Node has called it so far, also for resources that are no timers. */
  calls(): number;
  stop(): void;
}
