/** Waiting that can be given up: every wait for the target has a signal, and most have a deadline. */
import { setMaxListeners } from 'node:events';
import { UserError } from './user-error.ts';

/** Rejects with `cancelled`, or with the signal's own `UserError`, as soon as the signal is aborted. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Many may wait with one signal; Node would warn of a leak, on the user's terminal.
  setMaxListeners(0, signal);
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(abortError(signal));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    // The loser may still fail later; nobody is there to hear it.
    promise.catch(() => {});
    aborted.catch(() => {});
  }
}

/** The error that an aborted signal stands for. */
export function abortError(signal: AbortSignal): UserError {
  return signal.reason instanceof UserError
    ? signal.reason
    : new UserError('cancelled', 'Cancelled.');
}

/** Runs `work` with a signal that is also aborted, with `onTimeout()`'s error, after `milliseconds`. */
export async function withDeadline<T>(
  signal: AbortSignal,
  milliseconds: number,
  onTimeout: () => UserError,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(onTimeout()), milliseconds);
  const both = AbortSignal.any([signal, deadline.signal]);
  try {
    return await abortable(work(both), both);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after the time, or rejects when the signal is aborted first. */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return abortable(elapsed, signal).finally(() => clearTimeout(timer));
}
