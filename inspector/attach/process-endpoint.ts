/** Opens the inspector of a process that is named by its pid, or finds that it is open. */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { delay } from '../base/abort.ts';
import { UserError } from '../base/user-error.ts';
import { inspectorFlags } from '../find/command-line.ts';
import { type Attempt, findOpen, verify, withTimeout } from './attempt.ts';
import type { Endpoint, OpenContext } from './open-endpoint.ts';
import { openBySignal } from './signal-opening.ts';
import { checkSignalSafety } from './signal-safety.ts';
import { inTurn } from './turns.ts';

/** Milliseconds in which another Loopscope that has just opened the inspector moves it away. */
const settleMs = 150;

/** One at a time for each process, and one at a time for each port on which a signal opens an inspector. */
export function openProcess(pid: number, context: OpenContext): Promise<Endpoint> {
  const { platform, signal } = context;
  return inTurn(`process ${pid}`, signal, async () => {
    const safety = await checkSignalSafety(pid, platform, signal);
    // A thread, or ourselves: not even an open inspector would help.
    if (safety.kind === 'refuse' && safety.errorKind === 'usage')
      throw new UserError('usage', safety.reason);
    const process = await platform.readProcess(pid, signal);
    const flags = inspectorFlags(process?.argv ?? [], process?.environment?.nodeOptions ?? null);
    const attempt = { ...context, pid, flags };
    const open = await withTimeout(attempt, useOpen);
    if (open) return open;
    return inTurn(`port ${flags.address.port}`, signal, () => withTimeout(attempt, openOrUse));
  });
}

/** While this waited for its turn, somebody else may have opened it. */
async function openOrUse(attempt: Attempt): Promise<Endpoint> {
  return (await useOpen(attempt)) ?? openBySignal(attempt);
}

/** `null` when no inspector is open. */
async function useOpen(attempt: Attempt): Promise<Endpoint | null> {
  for (;;) {
    const address = await findOpen(attempt);
    if (!address) return null;
    if (await isBeingMoved(address, attempt)) continue;
    try {
      const target = await verify(address, attempt);
      return { ...target, address, pid: attempt.pid, openedByUs: false };
    } catch (error) {
      attempt.signal.throwIfAborted();
      // Moved or closed by another client in this very moment: look again.
      const now = await findOpen(attempt);
      if (now?.port === address.port) throw error;
    }
  }
}

/** A signal has opened it, and whoever sent it may be about to move it, which would cut our connection. */
async function isBeingMoved(address: InspectorAddress, attempt: Attempt): Promise<boolean> {
  const { flags } = attempt;
  if (flags.opensAtStart || address.port !== flags.address.port) return false;
  await delay(settleMs, attempt.signal);
  return (await findOpen(attempt))?.port !== address.port;
}
