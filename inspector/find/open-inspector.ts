/**
 * Finds the open inspector of a process among its listening sockets.
 *
 * A stranger's port must not be asked at random: an unexpected request may end up in a log or wake a server
 * that was never meant to speak HTTP. So a socket is asked only when it is
 * - where the process was told to open its inspector (`--inspect`, `--inspect-port`), or on the default 9229; or
 * - on loopback, or on the host that `--inspect-port` names, and served by another event loop than the program's own, which Linux shows (linux-sockets.ts). The
 *   inspector has a thread and a loop of its own, on all of Node 18 to 26; a server in a worker thread looks the same
 *   and gets one request for `/json/version`.
 */

import type { InspectorAddress } from '../../protocol/node-process.ts';
import type { InspectorFlags } from './command-line.ts';
import { getJson, parseVersion } from './inspector-http.ts';
import { isLoopback } from './loopback.ts';
import type { ListeningSocket } from './system-process.ts';

export interface OpenInspector {
  readonly address: InspectorAddress;
  /** Without the `v`. */
  readonly nodeVersion: string;
}

/**
 * The sockets that may be asked, the most likely first.
 * @param thorough for a process that the user has chosen: also those of which the system does not tell who serves them
 */
export function inspectorCandidates(
  sockets: readonly ListeningSocket[],
  flags: InspectorFlags,
  thorough = false,
): InspectorAddress[] {
  const expected = (socket: ListeningSocket) =>
    socket.port === flags.address.port || socket.port === 9229;
  const plausible = ({ host, offMainLoop }: ListeningSocket) =>
    (offMainLoop ?? thorough) && (isLoopback(host) || host === flags.address.host);
  return sockets
    .filter((socket) => expected(socket) || plausible(socket))
    .sort((a, b) => rank(a) - rank(b) || a.port - b.port)
    .map(({ host, port }) => ({ host: reachable(host), port }));

  function rank(socket: ListeningSocket): number {
    return (socket.offMainLoop ? 0 : 2) + (expected(socket) ? 0 : 1);
  }
}

/** One cannot connect to "every interface"; loopback is one of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '*') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** The first candidate that answers as Node's inspector. */
export async function findOpenInspector(
  candidates: readonly InspectorAddress[],
  options: { readonly signal?: AbortSignal; readonly timeoutMs: number },
): Promise<OpenInspector | null> {
  for (const address of candidates) {
    try {
      const { json } = await getJson(address, '/json/version', options);
      const version = parseVersion(json);
      if ('node' in version) return { address, nodeVersion: version.node };
    } catch {
      options.signal?.throwIfAborted();
    }
  }
  return null;
}
