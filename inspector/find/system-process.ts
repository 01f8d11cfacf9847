/** What one operating system tells about a process, before anything is concluded from it. */

/** A TCP socket in LISTEN state. */
export interface ListeningSocket {
  readonly host: string;
  readonly port: number;
  /**
   * True when it is not served by the program's main event loop: then it is an inspector, or a server
   * in a worker thread. `null` when that cannot be seen.
   */
  readonly offMainLoop: boolean | null;
}

export interface SystemProcess {
  readonly pid: number;
  readonly parentPid: number | null;
  /** Path of the binary, as it is named; `null` when unreadable. */
  readonly executable: string | null;
  /** A path under which this process can read the binary's bytes; `null` when it cannot. */
  readonly executableFile: string | null;
  readonly argv: readonly string[];
  readonly cwd: string | null;
  readonly user: string | null;
  readonly uptimeSeconds: number | null;
  /** `null` when the environment cannot be read; then its variables are unknown. */
  readonly environment: {
    readonly nodeOptions: string | null;
    readonly electronRunAsNode: boolean;
  } | null;
  readonly listening: readonly ListeningSocket[];
}

export interface PlatformReader {
  /** Every process that may be Node, with its ancestors, which tell whether an editor started it. */
  readProcesses(signal?: AbortSignal): Promise<readonly SystemProcess[]>;
  /** One process, without its sockets; `null` when it is gone or not to be read. */
  readProcess(pid: number, signal?: AbortSignal): Promise<SystemProcess | null>;
  /** The listening sockets of one process; empty when it is gone or unreadable. */
  listeningSockets(pid: number, signal?: AbortSignal): Promise<readonly ListeningSocket[]>;
  /** Who listens on a port in a way that keeps `127.0.0.1` from being bound. `pid` is `null` when unknown. */
  portHolders(port: number, signal?: AbortSignal): Promise<readonly PortHolder[]>;
}

export interface PortHolder {
  readonly pid: number | null;
  readonly host: string;
}

/**
 * Whether a listener there keeps Node from opening its inspector on 127.0.0.1 with the same port. Tried on Linux: 127.0.0.1,
 * 0.0.0.0 and a `::` of both families do; `::1`, 127.0.0.2, another interface and a `::` of IPv6 only do not. The last two
 * look alike in `/proc`, and the rare one is taken for the common one.
 */
export function blocksLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '0.0.0.0' || host === '::' || host === '*';
}
