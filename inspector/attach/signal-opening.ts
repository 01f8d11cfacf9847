/** Opens the inspector of a process by signal, and moves it off the port that all processes share. */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { abortable, delay } from '../base/abort.ts';
import { UserError } from '../base/user-error.ts';
import { type Attempt, findOpen, offeredAt, verify } from './attempt.ts';
import { freePort } from './free-port.ts';
import { closeWhenOpen } from './late-openings.ts';
import type { Endpoint } from './open-endpoint.ts';
import { assertSignalSafe, hasEnded, readStatus } from './signal-safety.ts';
import { whyNotOpen } from './why-not-open.ts';

/**
 * Node needs 10 to 90 ms to open its inspector, also while JavaScript is busy. The rest is for loaded machines. Counts
 * from when the main thread was last seen to compute, as it does not heed the signal inside a native call.
 */
const openMs = 3_000;
/** Of the time that the target may take: others wait for the port meanwhile. */
const openShare = 0.8;
const moveMs = 1_500;
const pollMs = process.platform === 'linux' ? 10 : 100;
/** Milliseconds in which a process has opened its inspector or found that its port is taken. */
const refusedMs = 200;

export async function openBySignal(attempt: Attempt): Promise<Endpoint> {
  const { pid, flags, platform } = attempt;
  for (;;) {
    await assertSignalSafe(pid, platform, attempt.signal);
    // With port 0 the system chooses a free one.
    let sent = false;
    const giveBack = flags.address.port === 0 ? null : await freePort(attempt);
    try {
      // Waiting for the port took time, in which the process may have changed.
      await assertSignalSafe(pid, platform, attempt.signal);
      attempt.signal.throwIfAborted();
      sendSignal(pid);
      sent = true;
      const address = await signalled(attempt);
      if (address) return await verifyAndMove(address, attempt);
      attempt.log.debug(`the port of ${pid} was taken in the meantime, so it is signalled again`);
    } catch (error) {
      if (sent) await closeAgain(attempt);
      throw hasEnded(pid) ? died(pid) : error;
    } finally {
      await giveBack?.();
    }
  }
}

function sendSignal(pid: number): void {
  // On Windows there are no signals, and Node starts a thread in the other process. It fails when that is not Node.
  if (process.platform !== 'win32') process.kill(pid, 'SIGUSR1');
  else debugProcess(pid);
}

function debugProcess(pid: number): void {
  try {
    (process as unknown as { _debugProcess(pid: number): void })._debugProcess(pid);
  } catch (error) {
    throw new UserError(
      'unreachable',
      `The inspector of process ${pid} cannot be opened: it is not Node.js, or belongs to another user. Run Loopscope as that user or as administrator.`,
      { cause: error },
    );
  }
}

/** Where the inspector has opened; `null` when another process took its port first, so that the signal is of no effect. */
async function signalled(attempt: Attempt): Promise<InspectorAddress | null> {
  const { pid, platform, signal, flags } = attempt;
  const started = performance.now();
  let taken = false;
  const limit = started + Math.max(openMs, openShare * attempt.timeoutMs);
  let computed = started;
  for (let now = started; now < Math.min(limit, computed + openMs); now = performance.now()) {
    const address = await findOpen(attempt);
    if (address) return address;
    if (hasEnded(pid)) throw died(pid);
    const holders = await platform.portHolders(flags.address.port, signal);
    taken ||= holders.some((holder) => holder.pid !== pid);
    if (taken && performance.now() - started > refusedMs) return null;
    await delay(pollMs, signal);
    if (readStatus(pid)?.state === 'R') computed = performance.now();
  }
  throw await whyNotOpen(attempt);
}

/** For an inspector that an earlier signal of ours has opened since. */
export async function takeOpened(from: InspectorAddress, attempt: Attempt): Promise<Endpoint> {
  try {
    return await verifyAndMove(from, attempt);
  } catch (error) {
    await closeAgain(attempt);
    throw error;
  }
}

/** The port is left at once, so that it is free for the next process and for other tools. */
async function verifyAndMove(from: InspectorAddress, attempt: Attempt): Promise<Endpoint> {
  const { pid, signal, log, moveToFreePort } = attempt;
  const { webSocketUrl } = await verify(from, attempt);
  await abortable(moveToFreePort(webSocketUrl, signal, debugPort(from, attempt)), signal);
  const moved = await movedFrom(from, attempt);
  if (!moved) log.warn(`the inspector of ${pid} stays on port ${from.port}`);
  const address = moved ?? from;
  const target = await verify(address, attempt);
  return { ...target, address, pid, openedByUs: true };
}

/** Where the next signal is to open it. With `--inspect-port=0`, opening has put the port of this time there. */
function debugPort(opened: InspectorAddress, { flags }: Attempt): number {
  return flags.address.port === 0 ? 0 : opened.port;
}

async function movedFrom(
  from: InspectorAddress,
  attempt: Attempt,
): Promise<InspectorAddress | null> {
  const end = performance.now() + moveMs;
  while (performance.now() < end) {
    const address = await findOpen(attempt);
    if (address && address.port !== from.port) return address;
    await delay(pollMs / 2, attempt.signal);
  }
  return null;
}

/** After a failure: what we opened must not stay open. Has its own time, as the attempt may be cancelled. */
export async function closeAgain(attempt: Attempt): Promise<void> {
  const { pid, log, closeInspector } = attempt;
  if (!closeInspector || hasEnded(pid)) return;
  const signal = AbortSignal.timeout(1_000);
  try {
    const own = { ...attempt, signal };
    // Given up right after the signal, it is only about to open.
    const address = (await findOpen(own)) ?? (await delay(refusedMs, signal), await findOpen(own));
    if (!address) return closeWhenOpen(attempt);
    const { webSocketUrl } = await offeredAt(address, signal);
    const port = attempt.flags.address.port;
    await abortable(closeInspector(webSocketUrl, signal, port), signal);
  } catch (error) {
    log.debug(`the inspector of ${pid} is still open: ${String(error)}`);
    closeWhenOpen(attempt);
  }
}

function died(pid: number): UserError {
  return new UserError('lost', `Process ${pid} ended while its inspector was being opened.`);
}
