/** Makes the port free on which a process will open its inspector. port-holder.ts says what is possible. */
import { abortable, delay } from '../base/abort.ts';
import { type InspectorFlags, inspectorFlags } from '../find/command-line.ts';
import { type Attempt, findOpen, offeredAt } from './attempt.ts';
import {
  describeHolder,
  findHolder,
  type Holder,
  portTaken,
  whyNotMovable,
} from './port-holder.ts';

/** Another Loopscope that attaches at this moment has left the port after 100 ms; on a loaded machine later. */
const transientMs = 3_000;
/** So long a holder must stay the same: one that is about to move answers nobody, and a look at it is no use of it. */
const certainMs = 300;
const pollMs = 20;
const giveBackMs = 2_000;
const anyPort = { host: '127.0.0.1', port: 0 };

export type GiveBack = () => Promise<void>;

/** Resolves when the port can be used, to what undoes it. @throws UserError that names who holds it */
export async function freePort(attempt: Attempt): Promise<GiveBack> {
  const { pid } = attempt;
  const { port } = attempt.flags.address;
  const started = performance.now();
  let seenPid: number | null | undefined;
  let since = started;
  for (;;) {
    const holder = await findHolder(port, attempt);
    // Its own inspector is no obstacle: the signal will find it open.
    if (!holder || (holder.pid === pid && holder.inspector)) return async () => {};
    const now = performance.now();
    if (seenPid !== holder.pid) since = now;
    seenPid = holder.pid;
    const leaving = holder.openedLater && holder.inspector && now - started < transientMs;
    const fixed = whyNotMovable(holder) !== null || !attempt.moveInspector;
    if (!leaving && !fixed) return borrow(holder, attempt);
    if (!leaving && now - since > certainMs) throw portTaken(pid, port, holder);
    await delay(pollMs, attempt.signal);
  }
}

async function borrow(holder: Holder, attempt: Attempt): Promise<GiveBack> {
  const { signal, log, moveInspector, verifyPid, flags } = attempt;
  const taken = () => portTaken(attempt.pid, flags.address.port, holder);
  if (!holder.inspector || holder.pid === null || !moveInspector) throw taken();
  const { webSocketUrl } = await offeredAt(holder.inspector, signal);
  if ((await abortable(verifyPid(webSocketUrl, signal), signal)) !== holder.pid) throw taken();
  log.warn(`moving the inspector of ${describeHolder(holder)} off its port for a moment`);
  const its = { ...attempt, pid: holder.pid, flags: flagsOf(holder) };
  const giveBack = () => restore(holder, its);
  try {
    await abortable(moveInspector(webSocketUrl, anyPort, signal), signal);
    await waitUntil(async () => (await findOpen(its))?.port !== holder.bound.port, signal);
  } catch (error) {
    await giveBack();
    throw error;
  }
  return giveBack;
}

/** Has its own time, so that a cancelled attach gives the port back as well. */
async function restore(holder: Holder, its: Attempt): Promise<void> {
  const { bound } = holder;
  const signal = AbortSignal.timeout(giveBackMs);
  const attempt = { ...its, signal };
  try {
    await waitUntil(async () => {
      const now = await findOpen(attempt);
      if (now?.port === bound.port) return true;
      if (!now || (await findHolder(bound.port, attempt))) return false;
      const { webSocketUrl } = await offeredAt(now, signal);
      await attempt.moveInspector?.(webSocketUrl, bound, signal);
      return false;
    }, signal);
  } catch (error) {
    its.log.warn(
      `The inspector of ${describeHolder(holder)} could not be moved back to port ${bound.port}: ${String(error)}`,
    );
  }
}

async function waitUntil(met: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await met())) await delay(pollMs, signal);
}

function flagsOf({ process: holder }: Holder): InspectorFlags {
  return inspectorFlags(holder?.argv ?? [], holder?.environment?.nodeOptions ?? null);
}
