/**
 * Lets one Loopscope of this machine at a time open inspectors on a port. Several at once would signal processes that
 * find the port taken, say so on their standard error, and stay closed.
 *
 * The lock is the name of a local socket: on Linux an abstract one, which belongs to the same network namespace as the port,
 * on Windows a named pipe. Either vanishes with its process. macOS has neither; there the signal is only sent again.
 */
import { createServer } from 'node:net';
import { delay } from '../base/abort.ts';

const pollMs = 20;
/** Another one needs about 100 ms, or 3 s when its target does not react. After that it is no longer waited for. */
const patienceMs = 4_000;

/** Runs `work` when no other Loopscope is at work on the port. */
export async function inTurnOnMachine<T>(
  port: number,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const leave = await enter(`loopscope-inspector-${port}`, signal);
  try {
    return await work();
  } finally {
    leave();
  }
}

async function enter(name: string, signal: AbortSignal): Promise<() => void> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const taken = await bind(name);
    if (taken !== 'in-use') return taken;
    await delay(pollMs, signal);
  }
  return () => {};
}

function bind(name: string): Promise<(() => void) | 'in-use'> {
  const path = socketPath(name);
  if (path === null) return Promise.resolve(() => {});
  // Whoever connects is not served: only the name counts.
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // Without a lock, an attach is still tried.
      resolve(error.code === 'EADDRINUSE' ? 'in-use' : () => {});
    });
    server.listen({ path, exclusive: true }, () => resolve(() => server.close()));
  });
}

function socketPath(name: string): string | null {
  switch (process.platform) {
    case 'linux':
      return `\0${name}`;
    case 'win32':
      return `\\\\.\\pipe\\${name}`;
    default:
      return null;
  }
}
