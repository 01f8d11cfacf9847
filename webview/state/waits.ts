/** Who waits on whom: cycles of functions, and promises that several stacks wait for. */
import type { Frame } from '../../protocol/frame.ts';
import { groupFlags } from '../../protocol/rpc/webview.ts';
import type { Tasks } from './tasks.ts';

export interface Cycle {
  readonly id: string;
  /** How many cycles are the same. */
  readonly count: number;
  readonly proven: boolean;
  /** Each function awaits the next one, and the last one the first. */
  readonly frames: readonly Frame[];
}

/** One promise, or several made by the same call, that more than one function waits for. */
export interface SharedPromise {
  /** The call that returns it, as the source has it. */
  readonly call: string;
  readonly waiting: number;
  readonly awaiters: readonly Awaiter[];
}

export interface Awaiter {
  readonly id: string;
  readonly frame: Frame;
  readonly count: number;
}

/** What the derivation says of an `await` that V8 does not follow, see inspector/derive/task-groups.ts. */
const sharedPrefix = 'a shared promise inside ';

export function cyclesOf(tasks: Tasks): readonly Cycle[] {
  const cycles: Cycle[] = [];
  for (let group = 0; group < tasks.size; group++) {
    if (tasks.state(group) !== 'cycle') continue;
    cycles.push({
      id: tasks.id(group),
      count: tasks.count(group),
      proven: (tasks.flags(group) & groupFlags.proven) !== 0,
      // A stack is innermost first: each frame is awaited by the one after it.
      frames: [...tasks.stack(group)].reverse(),
    });
  }
  return cycles;
}

/** Those that most tasks wait for come first. */
export function sharedPromisesOf(tasks: Tasks): readonly SharedPromise[] {
  const byCall = new Map<string, Awaiter[]>();
  for (let group = 0; group < tasks.size; group++) {
    const call = sharedCall(tasks.waitsFor(group));
    const frame = tasks.place(group);
    if (call === null || !frame) continue;
    const awaiter = { id: tasks.id(group), frame, count: tasks.count(group) };
    const known = byCall.get(call);
    if (known) known.push(awaiter);
    else byCall.set(call, [awaiter]);
  }
  return [...byCall]
    .map(([call, awaiters]) => ({
      call,
      awaiters: awaiters.sort((a, b) => b.count - a.count),
      waiting: awaiters.reduce((sum, { count }) => sum + count, 0),
    }))
    .sort((a, b) => b.waiting - a.waiting);
}

function sharedCall(waitsFor: string | null): string | null {
  if (!waitsFor?.startsWith(sharedPrefix)) return null;
  return waitsFor.slice(sharedPrefix.length).replace(/,.*$/s, '');
}
