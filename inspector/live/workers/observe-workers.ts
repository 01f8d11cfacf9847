/** From the loops of worker threads to what diagnoses may know of them. */
import type { Frame } from '../../../protocol/frame.ts';
import type { ObservedWorkers, WorkerLoop } from '../../../protocol/observations.ts';
import type { FramePlacer } from '../../collect/place-frames.ts';

/** Files of pending tasks that are read at most. */
const mostFiles = 100;

/** @param stacks those of the pending tasks of the main thread */
export async function observedWorkers(
  loops: readonly WorkerLoop[],
  stacks: readonly (readonly Frame[])[],
  placer: FramePlacer,
  signal: AbortSignal,
): Promise<ObservedWorkers> {
  if (loops.every(({ stalledMs }) => stalledMs === null)) return { loops, users: [] };
  // By the file that really runs, whose imports lead to files that are there.
  const running = new Map<string, string>();
  for (const { file, generated, internal } of stacks.flat()) {
    if (!internal && file !== '' && running.size < mostFiles) {
      running.set(file, generated?.file ?? file);
    }
  }
  const users: string[] = [];
  for (const [file, script] of running) {
    if (await placer.usesWorkers(script, signal)) users.push(file);
  }
  return { loops, users };
}
