/** Whether a process that answers at an address is one of this machine. */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { platformReader } from '../find/platform-reader.ts';
import { isLoopback } from './target-spec.ts';

/**
 * A loopback address may be the near end of a tunnel, or lead into a container: then its process id means nothing here,
 * or another process. So the process must be seen to listen there.
 */
export async function isOfThisMachine(
  pid: number,
  { host, port }: InspectorAddress,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isLoopback(host)) return false;
  try {
    const sockets = await platformReader().listeningSockets(pid, signal);
    return sockets.some((socket) => socket.port === port);
  } catch {
    return false;
  }
}
