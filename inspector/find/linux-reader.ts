/**
 * Reads the processes of a Linux machine from `/proc`. Synchronous, since the kernel answers from memory: 450 processes, 33
 * of them Node, were listed in 40 to 70 ms on a busy machine with two cores, inspectors asked included.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { portHolders, readListening, sharesNetwork, socketsOf } from './linux-sockets.ts';
import { isNodeProcess, mayBeNode } from './node-executable.ts';
import {
  environmentVariable,
  parsePasswd,
  parseProcStat,
  parseProcStatus,
  splitNul,
} from './proc-files.ts';
import type { TcpSocket } from './proc-net.ts';
import type { PlatformReader, SystemProcess } from './system-process.ts';

export const linuxReader: PlatformReader = {
  // oxlint-disable-next-line require-await -- the interface is for platforms that must wait
  async readProcesses() {
    return readProcesses();
  },
  async readProcess(pid) {
    const identity = readIdentity(pid);
    return identity && readDetails(identity, { ...readMachine(), listening: [] });
  },
  async listeningSockets(pid) {
    return sharesNetwork(pid) === false ? [] : socketsOf(pid, readListening());
  },
  async portHolders(port) {
    return portHolders(port);
  },
};

function readProcesses(): SystemProcess[] {
  const machine = readMachine();
  const found = new Map<number, SystemProcess>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const executable = link(`/proc/${name}/exe`);
    if (executable !== null && !mayBeNode(executable)) continue;
    const process = readIdentity(Number(name), executable);
    if (!process || !isNodeProcess(process)) continue;
    found.set(process.pid, readDetails(process, machine));
    addAncestors(process, found);
  }
  return [...found.values()];
}

/** What is the same for all processes, read once. */
interface Machine {
  readonly uptimeSeconds: number;
  readonly users: ReadonlyMap<number, string>;
  readonly listening: readonly TcpSocket[];
}

function readMachine(): Machine {
  return {
    uptimeSeconds: Number(read('/proc/uptime')?.split(' ')[0] ?? Number.NaN),
    users: parsePasswd(read('/etc/passwd') ?? ''),
    listening: readListening(),
  };
}

/** Only what tells whether it is Node; `null` for what has ended and for threads of the kernel. */
function readIdentity(pid: number, executable = link(`/proc/${pid}/exe`)): SystemProcess | null {
  const argv = splitNul(read(`/proc/${pid}/cmdline`) ?? '');
  if (argv.length === 0 && executable === null) return null;
  const environ = executable === null ? null : read(`/proc/${pid}/environ`);
  const variables = environ === null ? null : splitNul(environ);
  return {
    pid,
    parentPid: null,
    executable,
    executableFile: executable === null ? null : `/proc/${pid}/exe`,
    argv,
    cwd: null,
    user: null,
    uptimeSeconds: null,
    environment: variables && {
      nodeOptions: environmentVariable(variables, 'NODE_OPTIONS'),
      electronRunAsNode: (environmentVariable(variables, 'ELECTRON_RUN_AS_NODE') ?? '') !== '',
    },
    listening: [],
  };
}

function readDetails(process: SystemProcess, machine: Machine): SystemProcess {
  const { pid } = process;
  const stat = parseProcStat(read(`/proc/${pid}/stat`) ?? '');
  const status = parseProcStatus(read(`/proc/${pid}/status`) ?? '');
  const uptime = machine.uptimeSeconds - (stat?.startSeconds ?? Number.NaN);
  return {
    ...process,
    parentPid: stat?.parentPid ?? null,
    cwd: link(`/proc/${pid}/cwd`),
    user: status.uid === null ? null : (machine.users.get(status.uid) ?? String(status.uid)),
    uptimeSeconds: Number.isFinite(uptime) ? Math.max(0, uptime) : null,
    listening: sharesNetwork(pid) === false ? [] : socketsOf(pid, machine.listening),
  };
}

function addAncestors(process: SystemProcess, found: Map<number, SystemProcess>): void {
  let parentPid = parentOf(process.pid);
  while (parentPid !== null && parentPid > 1 && !found.has(parentPid)) {
    const parent = readIdentity(parentPid);
    const next = parentOf(parentPid);
    if (!parent) return;
    // One that is Node itself is read in full when its turn comes.
    if (!isNodeProcess(parent)) found.set(parentPid, { ...parent, parentPid: next });
    parentPid = next;
  }
}

function parentOf(pid: number): number | null {
  return parseProcStat(read(`/proc/${pid}/stat`) ?? '')?.parentPid ?? null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function link(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
