/** Decides when the first promise hook may be set, from what the last seconds have shown. */
import { type Garbage, mayBegin } from './governor.ts';

/** Seconds that are remembered: what is counted in windows scatters, and misses bursts. */
const remembered = 30;

export interface FirstHook {
  /**
   * Once a second.
   * @param collectionsPerSecond `null` when none were counted
   * @param cpuMs CPU time of the process so far
   * @param youngBytes size of the heap's young generation
   */
  second(
    collectionsPerSecond: number | null,
    cpuMs: number,
    elapsedMs: number,
    youngBytes: number,
  ): void;
}

/**
 * @param lastCpuMs CPU time of the process so far
 * @param begin is called once
 */
export function createFirstHook(budgetMs: number, lastCpuMs: number, begin: () => void): FirstHook {
  let begun = false;
  let last = lastCpuMs;
  let seconds: readonly Garbage[] = [];
  return {
    second(collectionsPerSecond, totalCpuMs, elapsedMs, youngBytes) {
      const cpuMs = totalCpuMs - last;
      last = totalCpuMs;
      if (begun || collectionsPerSecond === null) return;
      const second = {
        collectionsPerSecond,
        cpuMs: (cpuMs * 1000) / Math.max(1, elapsedMs),
        youngBytes,
      };
      seconds = [...seconds, second].slice(-remembered);
      if (!seconds.every((each) => mayBegin(each, budgetMs))) return;
      begun = true;
      begin();
    },
  };
}
