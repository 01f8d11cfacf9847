/** Lets one piece of work at a time use something, such as a port. */
import { abortable } from '../base/abort.ts';

const last = new Map<string, Promise<void>>();

/** Runs `work` when all earlier work with the same key has ended. Gives up the place when `signal` is aborted. */
export async function inTurn<T>(
  key: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  let leave = () => {};
  const done = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const place = before.then(() => done);
  last.set(key, place);
  try {
    await abortable(before, signal);
    return await work();
  } finally {
    leave();
    if (last.get(key) === place) last.delete(key);
  }
}
