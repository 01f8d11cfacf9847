/** Drives the agent's probe: slice by slice, with a turn of the target's event loop between two slices. */
import type { ProbeProgress, ProbeReport } from '../../protocol/agent.ts';
import { abortError } from '../base/abort.ts';
import type { AgentHandle } from './install-agent.ts';

/** Milliseconds of work in one slice; with the call around it, a slice stays below 5 ms. */
const sliceBudgetMs = 3.5;
/** Bounds a slice if the target's clock stands still, as under fake timers. */
const slicePromises = 1_000;

/** The only frame of ours below the probes besides `runInContext`: each one makes every capture dearer. */
const slice = `function slice(budgetMs, maxPromises) {
  try {
    this.beginSlice(budgetMs, maxPromises, slice);
    this.runMicrotasks();
  } finally {
    this.endSlice();
  }
  return this.progress();
}`;

/** Probes all promises that were handed to the agent. Ends the collection in the target, also when cancelled. */
export async function probePromises(
  agent: AgentHandle,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<ProbeReport> {
  for (;;) {
    // Each call is a message: the target turns its loop, or goes on with its busy one, before the next.
    const progress = await agent.evaluate<ProbeProgress>(slice, sliceBudgetMs, slicePromises);
    if (signal.aborted) throw abortError(signal);
    if (progress.finished) return agent.call<ProbeReport>('report');
    onProgress(progress.total === 0 ? 1 : progress.done / progress.total);
  }
}
