/** Who is connected to an inspector, so that one in use is neither closed nor moved. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { isLoopback } from '../find/loopback.ts';
import { parseProcNetTcp, type TcpSocket } from '../find/proc-net.ts';
import type { Endpoint } from './open-endpoint.ts';

export interface ClientCount {
  /** Connections of this very process. */
  readonly ours: number;
  readonly others: number;
}

/** True when anyone but the one connection that asks uses the inspector; false also when that cannot be seen. */
export async function hasOtherClients(endpoint: Pick<Endpoint, 'address'>): Promise<boolean> {
  const count = countClients(endpoint.address);
  return count !== null && (count.others > 0 || count.ours > 1);
}

/** `null` when it cannot be seen: on another machine, and outside Linux. */
export function countClients(address: InspectorAddress): ClientCount | null {
  if (!isLoopback(address.host)) return null;
  try {
    const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
      parseProcNetTcp(readFileSync(path, 'latin1')),
    );
    return count(sockets, address.port, ownSockets());
  } catch {
    return null;
  }
}

/**
 * Pure. A connection on loopback is listed twice, once from each side. One that its client has ended stays in
 * CLOSE_WAIT or TIME_WAIT and does not count.
 */
export function count(
  sockets: readonly TcpSocket[],
  port: number,
  ownInodes: ReadonlySet<number>,
): ClientCount {
  const established = sockets.filter((socket) => socket.state === 'established');
  const served = established.filter((socket) => socket.local.port === port && socket.inode !== 0);
  const mine = new Set(
    established
      .filter((socket) => socket.remote.port === port && ownInodes.has(socket.inode))
      .map((socket) => `${socket.local.host} ${socket.local.port}`),
  );
  const ours = served.filter(({ remote }) => mine.has(`${remote.host} ${remote.port}`)).length;
  return { ours, others: served.length - ours };
}

function ownSockets(): Set<number> {
  const inodes = new Set<number>();
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${name}`))?.[1];
      if (inode) inodes.add(Number(inode));
    } catch {
      // Closed in the meantime.
    }
  }
  return inodes;
}
