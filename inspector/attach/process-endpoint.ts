/** Opens the inspector of a process that is named by its pid, or finds that it is open. */
import { UserError } from '../base/user-error.ts';
import { inspectorFlags } from '../find/command-line.ts';
import { type Attempt, findOpen, verify, withTimeout } from './attempt.ts';
import { takeOverOpening } from './late-openings.ts';
import { inTurnOnMachine } from './machine-turns.ts';
import type { Endpoint, OpenContext } from './open-endpoint.ts';
import { closeAgain, openBySignal, takeOpened } from './signal-opening.ts';
import { checkSignalSafety } from './signal-safety.ts';
import { inTurn } from './turns.ts';

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
    const opened = await takeOverOpening(pid);
    try {
      const settled = opened ? null : await withTimeout(attempt, useSettled);
      if (settled) return settled;
      return await inTurn(`port ${flags.address.port}`, signal, () =>
        withTimeout(attempt, (timed) => openInTurn(timed, opened)),
      );
    } catch (error) {
      if (opened) await closeAgain(attempt);
      throw error;
    }
  });
}

/**
 * `null` when no inspector is open, and when one is where a signal opens it: whoever sent that, perhaps another Loopscope,
 * may be about to move it, which would cut our connection.
 */
async function useSettled(attempt: Attempt): Promise<Endpoint | null> {
  const { flags } = attempt;
  const address = await findOpen(attempt);
  const settled = flags.opensAtStart || address?.port !== flags.address.port;
  return settled ? use(address, attempt) : null;
}

/** @param opened an earlier signal of ours may have opened it */
function openInTurn(attempt: Attempt, opened: boolean): Promise<Endpoint> {
  return inTurnOnMachine(attempt.flags.address.port, attempt.signal, async () => {
    // While this waited for its turn, somebody else may have opened it.
    const address = await findOpen(attempt);
    if (opened && address) return takeOpened(address, attempt);
    return (await use(address, attempt)) ?? openBySignal(attempt);
  });
}

async function use(
  address: Awaited<ReturnType<typeof findOpen>>,
  attempt: Attempt,
): Promise<Endpoint | null> {
  if (!address) return null;
  const target = await verify(address, attempt);
  return { ...target, address, pid: attempt.pid, openedByUs: false };
}
