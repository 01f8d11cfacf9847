/**
 * Whether SIGUSR1 may be sent to a process so that Node opens its inspector. The signal ends a program that does
 * not catch it, so this is decided before: from `/proc/<pid>/status` on Linux, from what the system tells elsewhere.
 *
 * Seen on Node 18 to 26: a plain process has SIGUSR1 in SigCgt. `--disable-sigusr1` and the permission model leave it
 * out and have it in SigBlk: the signal would wait for ever. After `process.on('SIGUSR1')` and `removeAllListeners` it
 * is in none: the signal would kill. A program that handles it itself has it in SigCgt like any other.
 */
import { readFileSync } from 'node:fs';
import { UserError, type UserErrorKind } from '../base/user-error.ts';
import { type InspectorFlags, inspectorFlags } from '../find/command-line.ts';
import { sharesNetwork } from '../find/linux-sockets.ts';
import { isNodeProcess } from '../find/node-executable.ts';
import { type ProcStatus, parseProcStatus } from '../find/proc-files.ts';
import type { PlatformReader, SystemProcess } from '../find/system-process.ts';

export type SignalSafety =
  | { readonly kind: 'safe' }
  | { readonly kind: 'refuse'; readonly reason: string; readonly errorKind: UserErrorKind };

/** What is known of the process. */
export interface SignalFacts {
  readonly pid: number;
  /** Of ourselves. */
  readonly ownPid: number;
  /** What happens when we send a signal: tried with signal 0, which only asks. */
  readonly permission: 'allowed' | 'denied' | 'no-such-process';
  readonly process: SystemProcess | null;
  /** `null` outside Linux. */
  readonly status: ProcStatus | null;
  /** False when it runs in another network, such as that of a container. `null` when unknown. */
  readonly sharesNetwork: boolean | null;
}

const usr1 = 1n << 9n;
const waysOut =
  "Restart it with --inspect, or let the program call require('node:inspector').open()";

export async function checkSignalSafety(
  pid: number,
  platform: PlatformReader,
  signal?: AbortSignal,
): Promise<SignalSafety> {
  return judgeSignal({
    pid,
    ownPid: process.pid,
    permission: permissionFor(pid),
    process: await platform.readProcess(pid, signal),
    status: readStatus(pid),
    sharesNetwork: process.platform === 'linux' ? sharesNetwork(pid) : null,
  });
}

/** @throws UserError when the signal must not be sent */
export async function assertSignalSafe(
  pid: number,
  platform: PlatformReader,
  signal?: AbortSignal,
): Promise<void> {
  const safety = await checkSignalSafety(pid, platform, signal);
  if (safety.kind === 'refuse') throw new UserError(safety.errorKind, safety.reason);
}

/** Pure. */
export function judgeSignal(facts: SignalFacts): SignalSafety {
  const { pid, status } = facts;
  if (pid === facts.ownPid) return refuse(`Process ${pid} is Loopscope itself.`, 'usage');
  if (facts.permission === 'no-such-process') return refuse(`There is no process ${pid}.`);
  if (status && status.threadGroup !== pid) {
    const owner = status.threadGroup;
    return refuse(`${pid} is a thread of process ${owner}. Attach to ${owner} instead.`, 'usage');
  }
  if (status?.state === 'Z')
    return refuse(`Process ${pid} has ended; only its entry waits for its parent.`);
  if (facts.permission === 'denied') {
    const user = facts.process?.user;
    const owner = user ? `user ${user}` : 'another user';
    const as = user && user !== 'root' ? `as ${user} or ` : '';
    return refuse(`Process ${pid} belongs to ${owner}. Run Loopscope ${as}as root.`);
  }
  if (facts.process && !isNodeProcess(facts.process)) {
    const what = facts.process.executable ?? facts.process.argv[0] ?? 'something else';
    return refuse(`Process ${pid} is not Node.js: it runs ${what}.`);
  }
  if (!facts.process && !status)
    return refuse(`Process ${pid} cannot be read, so it is not known whether it is Node.js.`);
  return judgeNode(facts);
}

function judgeNode({ pid, process: node, status, sharesNetwork }: SignalFacts): SignalSafety {
  if (sharesNetwork === false)
    return refuse(
      `Process ${pid} runs in a container with a network of its own, where its inspector cannot be reached from here. Run Loopscope inside (docker exec, or nsenter -n -t ${pid}).`,
    );
  if (status && /[Tt]/.test(status.state)) return refuse(stoppedText(pid));
  const flags = inspectorFlags(node?.argv ?? [], node?.environment?.nodeOptions ?? null);
  const caught = status ? (status.caught & usr1) !== 0n : !deaf(flags);
  if (caught) return { kind: 'safe' };
  const reason = flagReason(flags);
  if (reason) return refuse(`Process ${pid} runs with ${reason}. ${waysOut}.`);
  const harmless = status && ((status.blocked | status.ignored) & usr1) !== 0n;
  if (harmless)
    return refuse(
      `Process ${pid} ignores SIGUSR1, the signal that opens the inspector. ${waysOut}.`,
    );
  return refuse(
    `Process ${pid} does not catch SIGUSR1, so the signal that opens the inspector would end it. ${waysOut}.`,
    'refused',
  );
}

export function stoppedText(pid: number): string {
  return `Process ${pid} is stopped, by Ctrl+Z, SIGSTOP or a native debugger. Let it continue (kill -CONT ${pid}) and try again.`;
}

function deaf(flags: InspectorFlags): boolean {
  return flags.ignoresSignal || flags.permissionModel;
}

function flagReason(flags: InspectorFlags): string | null {
  if (flags.ignoresSignal) return '--disable-sigusr1, so no signal opens its inspector';
  return flags.permissionModel ? 'the permission model, which forbids the inspector' : null;
}

function refuse(reason: string, errorKind: UserErrorKind = 'unreachable'): SignalSafety {
  return { kind: 'refuse', reason, errorKind };
}

/** Also true of a zombie, which still has an entry and takes signals. */
export function hasEnded(pid: number): boolean {
  return permissionFor(pid) === 'no-such-process' || readStatus(pid)?.state === 'Z';
}

function permissionFor(pid: number): SignalFacts['permission'] {
  try {
    process.kill(pid, 0);
    return 'allowed';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'denied' : 'no-such-process';
  }
}

/** `null` when it is gone, unreadable, or this is not Linux. */
export function readStatus(pid: number): ProcStatus | null {
  try {
    return parseProcStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return null;
  }
}
