/** After a signal without effect: finds out why no inspector has opened. */
import { UserError } from '../base/user-error.ts';
import type { Attempt } from './attempt.ts';
import { findHolder, portTaken } from './port-holder.ts';
import { readStatus, stoppedText } from './signal-safety.ts';

export async function whyNotOpen(attempt: Attempt): Promise<UserError> {
  const { pid, flags } = attempt;
  const { port } = flags.address;
  const holder = port === 0 ? null : await findHolder(port, attempt);
  if (holder) return portTaken(pid, port, holder);
  return new UserError('unreachable', silentReason(pid, readStatus(pid)?.state ?? ''));
}

/** Pure. @param state as in `/proc/<pid>/status` */
export function silentReason(pid: number, state: string): string {
  switch (state) {
    case 'T':
    case 't':
      return stoppedText(pid);
    case 'D':
      return `Process ${pid} waits for a device or a network drive and cannot receive a signal. Try again when that has answered.`;
    case 'R':
      return `Process ${pid} received SIGUSR1 but opened no inspector: its main thread is inside a native call that goes on computing. Try again when that has returned, or wait for longer with --timeout.`;
    default:
      return `Process ${pid} received SIGUSR1 but opened no inspector: the program handles that signal itself, or is inside a synchronous call such as execFileSync. Try again when that has returned; else restart it with --inspect, or let it call require('node:inspector').open().`;
  }
}
