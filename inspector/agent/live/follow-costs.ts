/** What the agent takes beside its hooks: for following promises, and for the rest. */
import { median } from './median.ts';

/** Seconds whose middle one counts: a busy moment changes nothing. */
const remembered = 5;

export interface Costs {
  /** Milliseconds per second of sweeping and probing. */
  readonly followMs: number;
  /** Milliseconds per second of everything else. */
  readonly otherMs: number;
}

export interface FollowCosts {
  /** Bills what it is given to do. */
  timed<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void;
  /** As `timed`, for what is done once: it says nothing about the seconds to come. */
  once(run: () => void): void;
  /** Once a second. @param allMs what the agent took in it, its hooks aside, per second */
  second(allMs: number, elapsedMs: number): Costs;
}

export function createFollowCosts(now: () => number): FollowCosts {
  let followMs = 0;
  let onceMs = 0;
  let seconds: readonly Costs[] = [];
  return {
    timed:
      (run) =>
      (...args) => {
        const began = now();
        try {
          run(...args);
        } finally {
          followMs += now() - began;
        }
      },
    once(run) {
      const began = now();
      run();
      onceMs += now() - began;
    },
    second(allMs, elapsedMs) {
      const perSecond = 1000 / Math.max(1, elapsedMs);
      const each = {
        followMs: Math.max(0, followMs - onceMs) * perSecond,
        otherMs: Math.max(0, allMs - followMs * perSecond),
      };
      seconds = [...seconds, each].slice(-remembered);
      followMs = onceMs = 0;
      return {
        followMs: median(seconds.map((second) => second.followMs)),
        otherMs: median(seconds.map((second) => second.otherMs)),
      };
    },
  };
}
