/** What the kernel knows of the target's main thread. Linux only: elsewhere it is not told from outside. */
import { readFileSync } from 'node:fs';
import type { ThreadStates } from './block-facts.ts';

export interface ThreadStat {
  readonly state: keyof ThreadStates | null;
  /** CPU time so far, user and system, in milliseconds; exact to 10 ms. */
  readonly cpuMs: number;
}

/** Milliseconds of a tick in which Linux counts times for programs: 100 a second, whatever the kernel's own rate. */
const clockTickMs = 10;

/** @param pid a process of this machine, whose main thread has the same number; `null` when it is on another one */
export function readMainThread(pid: number | null): ThreadStat | null {
  if (pid === null || process.platform !== 'linux') return null;
  try {
    return parseThreadStat(readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** `/proc/<pid>/task/<tid>/stat`, see proc(5): the fields behind the name, which may hold anything. */
export function parseThreadStat(stat: string): ThreadStat | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // The 14th and 15th field of the line.
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? { state: stateOf(fields[0]), cpuMs: ticks * clockTickMs } : null;
}

function stateOf(letter: string | undefined): keyof ThreadStates | null {
  if (letter === 'R') return 'running';
  if (letter === 'D') return 'disk';
  if (letter === 'T' || letter === 't') return 'stopped';
  return letter === 'S' || letter === 'I' ? 'sleeping' : null;
}
