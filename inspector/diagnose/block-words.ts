/** What is said about a block, by its cause. */
import type { BlockCause } from '../../protocol/live.ts';
import type { BlockSite } from './block-sites.ts';

/** Ends the sentence "The event loop was blocked by …". */
export function blockedBy({ cause, native }: BlockSite): string {
  const call = native ? `: ${native.name}` : '';
  switch (cause) {
    case 'compute':
      return native ? native.name : 'computing';
    case 'unknown':
      return 'something that could not be told';
    case 'stopped from outside':
      return 'a stop from outside the program';
    case 'synchronous wait':
      return `a synchronous wait${call}`;
    default:
      return `${cause}${call}`;
  }
}

/** The lint rule that finds the fault in source; `null` where there is nothing to find in source. */
export function ruleOfBlock({ cause, native }: BlockSite): string | null {
  switch (cause) {
    case 'compute':
      return native?.rule ?? 'cpu/loop';
    case 'synchronous wait':
    case 'synchronous I/O':
      return native?.rule ?? 'block/sync-api';
    case 'microtask starvation':
      return 'starve/micro';
    default:
      return null;
  }
}

export function adviceForBlock(site: BlockSite): string | null {
  const rule = ruleOfBlock(site);
  return (rule && byRule[rule]) ?? byCause[site.cause];
}

const byRule: Readonly<Record<string, string>> = {
  'cpu/json':
    'Limit the size of what is parsed, parse it piece by piece as it arrives, or do it in a worker thread.',
  'cpu/redos':
    'Limit the length of the input, and rewrite the expression so that no two of its parts can match the same text.',
  'block/wait': 'Wait without blocking: `Atomics.waitAsync`, or a message from the worker.',
  'block/sync-api': 'Call the asynchronous twin of this function and await it.',
  'block/sync-lib': 'Use the asynchronous function of this package.',
  'cpu/loop':
    'Move the work to a worker thread, or cut it into pieces and let the event loop turn between them: `await setImmediate()` of `node:timers/promises`.',
  'starve/micro':
    'Awaiting what is already settled, or `process.nextTick`, never lets the event loop turn. Yield with `setImmediate`, or wait for an event.',
};

const byCause: Readonly<Record<BlockCause, string | null>> = {
  compute: null,
  'synchronous wait': null,
  'synchronous I/O': null,
  'microtask starvation': null,
  'garbage collection':
    'Create fewer objects at once, keep fewer of them alive, or raise `--max-semi-space-size` or `--max-old-space-size` when the heap is nearly full.',
  'many small callbacks':
    'Many callbacks came at once, each of them short. Bound how many are started together, or spread them over several turns.',
  'stopped from outside':
    'The process got no CPU: it was stopped by a signal, the machine was suspended or is overloaded, or its CPU quota was used up. The program did nothing wrong.',
  unknown: 'Record a CPU profile while it happens again.',
};
