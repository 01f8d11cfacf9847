/**
 * Tells the cause of a block. Pure.
 *
 * The order matters: what excludes the other causes comes first. CPU time against wall time tells computing from
 * waiting; the stack tells what it waits for; whether queued jobs still ran tells one long turn from a turn that is
 * long because jobs keep coming.
 */
import type { BlockCause } from '../../../protocol/live.ts';
import type { BlockFacts, StackEntry } from './block-facts.ts';

export interface ToldCause {
  readonly cause: BlockCause;
  /** For `unknown`: what would have been needed. */
  readonly missing: readonly string[];
}

/** Share of the block in which the main thread used the CPU. Between the two it is neither clearly waiting nor computing. */
const computing = 0.6;
const waiting = 0.35;
/** Share of the block that garbage collection must take to be its cause. */
const collecting = 0.5;

const childProcess = /^(spawnSync|execSync|execFileSync)$/;
const fileSync =
  /^(read|write|open|close|append|copy|stat|lstat|fstat|readdir|mkdir|rm|unlink|rename|exists|access|truncate|fsync|fdatasync|realpath|opendir|cp|chmod|chown|link|symlink|utimes)\w*Sync$|^(tryReadSync|tryStatSync|tryCreateBuffer)$/;
export const atomicsWait = /\bAtomics\.wait\s*\(/;
/** Outermost frames of callbacks that the loop runs one after another within a phase. */
const manyCallbacks = /^(processImmediate|listOnTimeout|processTimers)$/;

export function tellCause(facts: BlockFacts): ToldCause {
  const { late, stack, states } = facts;
  const certain = (cause: BlockCause): ToldCause => ({ cause, missing: [] });
  if (facts.pausedByOthers || (states && states.stopped > 0))
    return certain('stopped from outside');
  if (late?.gcMs != null && late.gcMs >= collecting * late.durationMs)
    return certain('garbage collection');
  if (stack?.some((entry) => isNode(entry, 'child_process') && childProcess.test(entry.function))) {
    return certain('synchronous wait');
  }
  if (stack?.some((entry) => isNode(entry, 'fs') && fileSync.test(entry.function))) {
    return certain('synchronous I/O');
  }
  // In a native wait no job runs, so this needs no CPU time to be told.
  if (facts.jobsRan) {
    return certain(
      outermostIs(stack, manyCallbacks) ? 'many small callbacks' : 'microtask starvation',
    );
  }
  // Only the CPU time of all threads is known, and a worker that computes the answer takes part in that.
  if (facts.mainThreadMs === null && late && isInAtomicsWait(facts))
    return certain('synchronous wait');
  const share = cpuShare(facts);
  if (share === null)
    return { cause: 'unknown', missing: ['CPU time of the process in the block'] };
  if (share >= computing) return certain('compute');
  if (isReady(facts)) {
    // Another process had the CPU as well. On an idle machine it would have been a block too, or not.
    return certain(
      (cpuTimeOf(facts) ?? 0) >= facts.thresholdMs ? 'compute' : 'stopped from outside',
    );
  }
  if (share <= waiting) return waitingFor(facts);
  return { cause: 'unknown', missing: ['a clear share of CPU time: it computed and waited'] };
}

function waitingFor({ late, stack, states, sourceText }: BlockFacts): ToldCause {
  if (
    (states && states.disk > states.sleeping) ||
    (late && late.blocksRead + late.majorFaults > 0)
  ) {
    return { cause: 'synchronous I/O', missing: [] };
  }
  // The pause lands behind a native call that has returned: only the source still shows it.
  const calls = [...(sourceText ?? '').matchAll(/\b(\w+Sync)\s*\(/g)].map(([, name]) => name ?? '');
  if (calls.some((name) => fileSync.test(name))) return { cause: 'synchronous I/O', missing: [] };
  if (stack && stack.length > 0) return { cause: 'synchronous wait', missing: [] };
  return { cause: 'unknown', missing: ['the stack: the block was over before it could be taken'] };
}

/** Ready to run for most of the time, whether or not it was given the CPU. */
function isReady({ late, states }: BlockFacts): boolean {
  if (states) return states.running > states.sleeping + states.disk;
  return late !== null && late.involuntarySwitches > 10 * (late.voluntarySwitches + 1);
}

/** It leaves no frame of its own, but lets itself be interrupted: the place is that of the call. */
function isInAtomicsWait({ stack, sourceText }: BlockFacts): boolean {
  return !!stack?.[0] && !stack[0].file.startsWith('node:') && atomicsWait.test(sourceText ?? '');
}

/** Of the main thread, or of the process where only that is known; `null` while the block lasts. */
export function cpuTimeOf({ late, mainThreadMs }: BlockFacts): number | null {
  return mainThreadMs ?? (late ? late.userMs + late.systemMs : null);
}

/** CPU time over wall time; `null` while the block lasts and nothing was sampled. */
function cpuShare(facts: BlockFacts): number | null {
  const { late, states } = facts;
  if (late && late.durationMs > 0) return (cpuTimeOf(facts) ?? 0) / late.durationMs;
  if (!states) return null;
  const seen = states.running + states.sleeping + states.disk;
  return seen > 0 ? states.running / seen : null;
}

function outermostIs(stack: BlockFacts['stack'], names: RegExp): boolean {
  return (stack ?? [])
    .slice(-3)
    .some((entry) => entry.file.startsWith('node:') && names.test(entry.function));
}

function isNode({ file }: StackEntry, module: string): boolean {
  return file === `node:${module}` || file.startsWith(`node:internal/${module}`);
}
