/** The worker threads of a dump: how many turn their loops, and where those are that do not. */
import type { WorkerLoop } from '../../protocol/observations.ts';
import { type Line, span } from '../text/line.ts';
import { displayPath, type PathContext } from '../text/path.ts';
import { formatDuration, plural } from '../text/quantity.ts';
import { labelled } from './labelled.ts';

export function workerLines(
  workers: readonly WorkerLoop[],
  paths: PathContext,
  columns: number,
): Line[] {
  if (workers.length === 0) return [];
  const turning = workers.filter(({ stalledMs }) => stalledMs === null).length;
  const parts: Line[] = [[span(`${turning} of ${plural(workers.length, 'worker')} turn`, 'plain')]];
  for (const { threadId, stalledMs, doing, frames } of workers) {
    if (stalledMs === null) continue;
    const at = frames.find(({ internal }) => !internal) ?? frames[0];
    const where = at ? `: ${at.function} ${displayPath(at.file, paths)}:${at.line}` : '';
    parts.push([
      span(`worker ${threadId} did not for ${formatDuration(stalledMs)}`, 'plain'),
      span(`, ${doing === 'native' ? 'inside a native call' : doing}${where}`, 'dim'),
    ]);
  }
  return labelled('Workers', parts, columns);
}
