/**
 * Who holds the port on which a process will open its inspector, and what can be done about it.
 *
 * Node opens the inspector of a signalled process on one port only (9229, or its --inspect-port). When that is taken, Node
 * prints "address already in use" and stays closed; the signal may be sent again later. Nothing from outside makes it
 * choose another: `process.debugPort` can only be set inside, and the network of a running process cannot be
 * exchanged. So the port must be free for about 30 ms:
 * - a process that is being attached to at this moment, by us or another Loopscope, leaves it by itself: wait;
 * - an inspector that nobody uses (`node --inspect`) is moved to another port and back, about 100 ms in all, with about
 *   1 ms of its event loop (tried on Node 18 to 26);
 * - an inspector in use, or another program, is left alone and named in the error.
 */
import { readFileSync } from 'node:fs';
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { UserError } from '../base/user-error.ts';
import { inspectorFlags } from '../find/command-line.ts';
import { isNodeProcess } from '../find/node-executable.ts';
import { findOpenInspector } from '../find/open-inspector.ts';
import type { SystemProcess } from '../find/system-process.ts';
import type { OpenContext } from './open-endpoint.ts';
import { countClients } from './other-clients.ts';

export interface Holder {
  readonly pid: number | null;
  readonly process: SystemProcess | null;
  /** Where its inspector answers, when the holder is one. */
  readonly inspector: InspectorAddress | null;
  /** Where it listens; the host may stand for every interface. */
  readonly bound: InspectorAddress;
  /** True when somebody is connected to that port, and when that cannot be seen. */
  readonly inUse: boolean;
  /** True when the process was not started with its inspector open: then somebody opened it, maybe just now. */
  readonly openedLater: boolean;
}

export async function findHolder(
  port: number,
  { platform, signal }: Pick<OpenContext, 'platform' | 'signal'>,
): Promise<Holder | null> {
  const [found] = await platform.portHolders(port, signal);
  if (!found) return null;
  const holder = found.pid === null ? null : await platform.readProcess(found.pid, signal);
  const isNode = holder !== null && isNodeProcess(holder);
  const flags = inspectorFlags(holder?.argv ?? [], holder?.environment?.nodeOptions ?? null);
  const address = { host: '127.0.0.1', port };
  // Counted before we ask, or we would count ourselves.
  const clients = countClients(address);
  // Only Node is asked: another program did not expect a request from us.
  const open = isNode ? await findOpenInspector([address], { signal, timeoutMs: 500 }) : null;
  return {
    pid: found.pid,
    process: holder,
    inspector: open?.address ?? null,
    bound: { host: found.host, port },
    inUse: clients === null || clients.ours + clients.others > 0,
    openedLater: isNode && !flags.opensAtStart,
  };
}

/** Why the inspector of the holder must not be moved for a moment; `null` when it may. */
export function whyNotMovable(holder: Holder): 'not-an-inspector' | 'in-use' | 'waiting' | null {
  const { inspector, process: node } = holder;
  if (!inspector || holder.pid === null || !node) return 'not-an-inspector';
  // Closing an inspector for which the program waits at its start might let it run.
  if (node.argv.some((argument) => /^--inspect-(brk|wait)\b/.test(argument))) return 'waiting';
  return holder.inUse ? 'in-use' : null;
}

const texts = {
  'in-use': ['whose debugger is in use, ', 'Disconnect that debugger'],
  waiting: ['which waits for a debugger, ', 'Let that one connect'],
  'not-an-inspector': ['', 'Stop that program for a moment'],
} as const;

export function portTaken(pid: number, port: number, holder: Holder): UserError {
  const [whose, way] = texts[whyNotMovable(holder) ?? 'not-an-inspector'];
  return new UserError(
    'unreachable',
    `Port ${port} is held by ${describeHolder(holder)}, ${whose}and process ${pid} can open its inspector only there. ${way}, or restart process ${pid} with --inspect-port=0.`,
  );
}

/** Such as `process 4711 (node api.js)`. */
export function describeHolder({ pid, process: holder }: Holder): string {
  if (pid === null) return 'a program that is not visible to this user';
  // One line, whatever the program's arguments hold.
  const command = (holder?.argv.join(' ') || nameOf(pid)).replaceAll(/[\p{Cc}\s]+/gu, ' ');
  const short = command.length > 80 ? `${command.slice(0, 79)}…` : command;
  return short ? `process ${pid} (${short})` : `process ${pid}`;
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
