/** Lets long work be cancelled, and lets others have a turn of the loop meanwhile. */
import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of work between two turns. */
const longestTurn = 20;

/** @returns to be awaited between the pieces of the work; throws the reason of the signal once it is aborted */
export function breather(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > longestTurn) {
      await turn();
      last = performance.now();
    }
    signal.throwIfAborted();
  };
}
