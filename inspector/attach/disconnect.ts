/** Tells apart why a connection ended: the target exited, its inspector was closed, or the network was lost. */

import type { Disconnect } from '../../protocol/live.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { connect } from '../cdp/connection.ts';
import type { Endpoint } from './open-endpoint.ts';

/** Milliseconds until a lost address is tried again, once: a short outage is over by then. */
const retryAfterMs = 1_000;

/** What is known of the end: the target said that it exits, and with which code. */
export interface Farewell {
  readonly exiting: boolean;
  readonly code: number | null;
}

export async function whyDisconnected(
  info: TargetInfo,
  endpoint: Endpoint,
  { exiting, code }: Farewell,
): Promise<Disconnect> {
  const { pid } = endpoint;
  if (exiting || code !== null) return exited(pid ?? info.pid, code);
  // Whether a process elsewhere goes on cannot be seen from here.
  if (pid === null) return networkLost(endpoint);
  if (await isGone(pid)) return { ...exited(pid, null), killed: true };
  return {
    kind: 'inspector-closed',
    message: `The inspector of process ${pid} was closed; the process is still running.`,
  };
}

function exited(pid: number, code: number | null): Disconnect & { readonly kind: 'exited' } {
  const how = code === null ? '' : ` with code ${code}`;
  return { kind: 'exited', message: `Process ${pid} has exited${how}.`, code };
}

async function networkLost(endpoint: Endpoint): Promise<Disconnect> {
  const address = `${endpoint.address.host}:${endpoint.address.port}`;
  await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
  try {
    const connection = await connect(endpoint.webSocketUrl, AbortSignal.timeout(retryAfterMs));
    await connection.close();
    const message = `The connection to ${address} was lost, but the target answers again. Attach again to go on.`;
    return { kind: 'network-lost', message };
  } catch {
    const message = `The connection to ${address} was lost, and it does not answer again.`;
    return { kind: 'network-lost', message };
  }
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
