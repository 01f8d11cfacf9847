/** Tells apart why a connection ended: the target exited, its inspector was closed, or the network was lost. */

import type { Disconnect } from '../../protocol/live.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import type { Endpoint } from './open-endpoint.ts';
import { isLoopback } from './target-spec.ts';

export async function whyDisconnected(info: TargetInfo, endpoint: Endpoint): Promise<Disconnect> {
  if (!isLoopback(endpoint.address.host)) {
    const { host, port } = endpoint.address;
    return { kind: 'network-lost', message: `The connection to ${host}:${port} was lost.` };
  }
  const pid = endpoint.pid ?? info.pid;
  if (await isGone(pid)) return { kind: 'exited', message: `Process ${pid} has exited.` };
  return {
    kind: 'inspector-closed',
    message: `The inspector of process ${pid} was closed; the process is still running.`,
  };
}

/** A process that is exiting closes its sockets first: it is given a moment to go. */
async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 20; i++) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
