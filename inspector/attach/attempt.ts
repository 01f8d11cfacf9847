/** One attempt to reach the inspector of a process, and the steps of which it is made. */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { abortable, abortError } from '../base/abort.ts';
import { UserError } from '../base/user-error.ts';
import type { InspectorFlags } from '../find/command-line.ts';
import { EndpointError } from '../find/inspector-http.ts';
import { findOpenInspector, inspectorCandidates } from '../find/open-inspector.ts';
import type { OpenContext } from './open-endpoint.ts';
import { readStatus, stoppedText } from './signal-safety.ts';
import { type OfferedTarget, readOffer } from './target-list.ts';

/** Milliseconds for one request: the inspector's own thread answers, however busy the program is. */
const requestMs = 2_000;

export interface Attempt extends OpenContext {
  readonly pid: number;
  readonly flags: InspectorFlags;
}

/**
 * Unlike a race against a timer, this waits for `work` to end, so that what it cleans up is clean. `work` has to heed the
 * signal of the attempt that it is given.
 */
export async function withTimeout<T>(
  attempt: Attempt,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const { pid, timeoutMs } = attempt;
  const late = new AbortController();
  const expire = () => late.abort(tookTooLong(pid, timeoutMs));
  const timer = setTimeout(expire, timeoutMs);
  const signal = AbortSignal.any([attempt.signal, late.signal]);
  try {
    signal.throwIfAborted();
    return await work({ ...attempt, signal });
  } catch (error) {
    throw signal.aborted ? abortError(signal) : error;
  } finally {
    clearTimeout(timer);
  }
}

function tookTooLong(pid: number, timeoutMs: number): UserError {
  if (/[Tt]/.test(readStatus(pid)?.state ?? ''))
    return new UserError('unreachable', stoppedText(pid));
  return new UserError(
    'unreachable',
    `Process ${pid} did not answer within ${timeoutMs / 1000} s. Its main thread may be inside a native call, such as a synchronous child process: try again when that has returned. A program that handles SIGUSR1 itself never opens one: restart it with --inspect.`,
  );
}

/** Where the inspector of the process listens now; `null` when none is open. */
export async function findOpen(attempt: Attempt): Promise<InspectorAddress | null> {
  const { pid, platform, signal, flags } = attempt;
  const sockets = await platform.listeningSockets(pid, signal);
  const candidates = inspectorCandidates(sockets, flags, true);
  const open = await findOpenInspector(candidates, { signal, timeoutMs: requestMs });
  return open?.address ?? null;
}

/**
 * The debugger's address, once the process that was meant has answered there.
 * @throws UserError when another one answered
 */
export async function verify(address: InspectorAddress, attempt: Attempt): Promise<OfferedTarget> {
  const { pid, signal, verifyPid } = attempt;
  const target = await offeredAt(address, signal);
  const answered = await abortable(verifyPid(target.webSocketUrl, signal), signal);
  // A process in a container has a number of its own there.
  const inside = readStatus(pid)?.namespacePids ?? [];
  if (answered === pid || inside.includes(answered)) return target;
  throw new UserError(
    'unreachable',
    `The inspector on port ${address.port} belongs to process ${answered}, not to process ${pid}. Try again.`,
  );
}

/** @throws UserError when it is gone by now */
export async function offeredAt(
  address: InspectorAddress,
  signal: AbortSignal,
): Promise<OfferedTarget> {
  try {
    return (await readOffer(address, { signal, timeoutMs: requestMs })).targets[0];
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error;
    throw new UserError(
      'unreachable',
      `The inspector on port ${address.port} is gone (${error.message}). Try again.`,
      { cause: error },
    );
  }
}
