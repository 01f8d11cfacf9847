/**
 * Closes inspectors that open only after their attach was given up. A process that is inside a native call, such as a
 * synchronous child process, heeds the signal when that has returned, and nothing takes a signal back.
 */
import { delay } from '../base/abort.ts';
import { type Attempt, findOpen, offeredAt } from './attempt.ts';
import { inTurnOnMachine } from './machine-turns.ts';
import { hasOtherClients } from './other-clients.ts';
import { hasEnded } from './signal-safety.ts';

/** Milliseconds. A program that handles the signal itself never opens one, and looks the same. */
const patienceMs = 15_000;
const pollMs = 100;
/** For one try to close: while the main thread is inside a native call it does not answer. */
const closeMs = 1_000;

interface LateOpening {
  readonly stop: AbortController;
  /** @returns true when there is nothing left to close */
  readonly done: Promise<boolean>;
}

const byPid = new Map<number, LateOpening>();

/** Returns at once; goes on until it is closed, the process has ended, or it has opened nothing for a while. */
export function closeWhenOpen(attempt: Attempt): void {
  const { pid } = attempt;
  byPid.get(pid)?.stop.abort();
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)]);
  const opening: LateOpening = { stop, done: watch({ ...attempt, signal }) };
  byPid.set(pid, opening);
  void opening.done.then(() => {
    if (byPid.get(pid) === opening) byPid.delete(pid);
  });
}

/** True when our signal of before may open an inspector, or has: it is the caller's to close from now on. */
export async function takeOverOpening(pid: number): Promise<boolean> {
  const opening = byPid.get(pid);
  if (!opening) return false;
  opening.stop.abort();
  return !(await opening.done);
}

/** The processes whose inspectors are still to be closed. */
export function lateOpenings(): readonly number[] {
  return [...byPid.keys()];
}

export async function lateOpeningsClosed(): Promise<void> {
  await Promise.all([...byPid.values()].map(({ done }) => done));
}

async function watch(attempt: Attempt): Promise<boolean> {
  const { pid, signal, flags } = attempt;
  while (!signal.aborted) {
    if (hasEnded(pid)) return true;
    try {
      await delay(pollMs, signal);
      if (!(await findOpen(attempt))) continue;
      // Another Loopscope that has signalled it as well moves it while it has its turn; then it is not ours.
      const closed = await inTurnOnMachine(flags.address.port, signal, () => closeOurs(attempt));
      if (closed) return true;
    } catch (error) {
      attempt.log.debug(`the inspector of ${pid} may still be open: ${String(error)}`);
    }
  }
  return false;
}

/** @returns false when it is not closed and may be ours */
async function closeOurs(attempt: Attempt): Promise<boolean> {
  const { flags, closeInspector } = attempt;
  const address = await findOpen(attempt);
  if (!address) return false;
  const { port } = flags.address;
  if ((port !== 0 && address.port !== port) || (await hasOtherClients({ address }))) return true;
  // Begun, it is ended: whoever takes over is to find it open or closed.
  const signal = AbortSignal.timeout(closeMs);
  const { webSocketUrl } = await offeredAt(address, signal);
  await closeInspector?.(webSocketUrl, signal, port);
  return true;
}
