/** Which process listens where, on Linux: `/proc/net/tcp` joined with `/proc/<pid>/fd` by the sockets' inodes. */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { parseProcNetTcp, type TcpSocket } from './proc-net.ts';
import { blocksLoopback, type ListeningSocket, type PortHolder } from './system-process.ts';

/** A server with more open files than this is not searched to the end: each costs 6 to 10 µs. */
const maxFiles = 20_000;
const pageBytes = 1 << 16;

/** Every listening TCP socket of this network namespace. */
export function readListening(): TcpSocket[] {
  return [...listeningIn('/proc/net/tcp'), ...listeningIn('/proc/net/tcp6')];
}

/**
 * The kernel lists the listening sockets first, so reading ends at the first other one: a machine with 100,000
 * connections has 15 MB of them.
 */
function listeningIn(path: string): TcpSocket[] {
  const sockets: TcpSocket[] = [];
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return sockets;
  }
  try {
    const page = Buffer.allocUnsafe(pageBytes);
    let rest = '';
    for (let bytes = 1; bytes > 0; ) {
      bytes = readSync(file, page);
      const text = rest + page.toString('latin1', 0, bytes);
      const end = bytes === 0 ? text.length : text.lastIndexOf('\n');
      rest = text.slice(end);
      for (const socket of parseProcNetTcp(text.slice(0, end))) {
        if (socket.state !== 'listen') return sockets;
        sockets.push(socket);
      }
    }
  } finally {
    closeSync(file);
  }
  return sockets;
}

/** The sockets of `listening` that the process holds. Empty when it is gone, unreadable or in another network. */
export function socketsOf(pid: number, listening: readonly TcpSocket[]): ListeningSocket[] {
  const byInode = new Map(listening.map((socket) => [socket.inode, socket]));
  const held = new Map<number, TcpSocket>();
  const loops: number[] = [];
  for (const { descriptor, target } of descriptors(pid)) {
    if (target === 'anon_inode:[eventpoll]') loops.push(descriptor);
    const socket = byInode.get(socketInode(target));
    if (socket) held.set(descriptor, socket);
  }
  if (held.size === 0) return [];
  const off = offMainLoop(pid, loops);
  return [...held].map(([descriptor, { local }]) => ({
    ...local,
    offMainLoop: off && off.has(descriptor),
  }));
}

/**
 * The descriptors that a loop beside the program's own waits for; `null` when unreadable. At its start Node opens
 * three epoll sets, on all of 18 to 26: one that stays empty, one of V8's platform, the main loop. Those of
 * the inspector (by flag or by signal) and of worker threads come later and have higher numbers.
 */
function offMainLoop(pid: number, loops: readonly number[]): Set<number> | null {
  const found = new Set<number>();
  try {
    for (const loop of loops.toSorted((a, b) => a - b).slice(3)) {
      const text = readFileSync(`/proc/${pid}/fdinfo/${loop}`, 'latin1');
      for (const [, descriptor] of text.matchAll(/^tfd:\s*(\d+)/gm)) found.add(Number(descriptor));
    }
    return found;
  } catch {
    return null;
  }
}

function* descriptors(pid: number): Generator<{ descriptor: number; target: string }> {
  const folder = `/proc/${pid}/fd`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names.slice(0, maxFiles)) {
    try {
      yield { descriptor: Number(name), target: readlinkSync(`${folder}/${name}`) };
    } catch {
      // Closed in the meantime.
    }
  }
}

function socketInode(target: string): number {
  return Number(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? -1);
}

/** Who keeps 127.0.0.1 from being bound on a port. The search through all processes is only for this case. */
export function portHolders(port: number): PortHolder[] {
  const blocking = readListening().filter(
    ({ local }) => local.port === port && blocksLoopback(local.host),
  );
  return blocking.map(({ inode, local }) => ({ pid: ownerOf(inode), host: local.host }));
}

function ownerOf(inode: number): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    for (const { target } of descriptors(Number(name)))
      if (socketInode(target) === inode) return Number(name);
  }
  return null;
}

/** Whether the process has the same network as we: else its ports are not ours to reach. `null` when unreadable. */
export function sharesNetwork(pid: number): boolean | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net');
  } catch {
    return null;
  }
}
