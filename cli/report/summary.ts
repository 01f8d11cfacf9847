/** The last lines of a dump: what was looked at, what was left out and why, and what it cost the target. */
import type { DumpCost } from '../../protocol/dump.ts';
import type { PromiseCounts } from '../../protocol/pending-tasks.ts';
import type { Line } from '../text/line.ts';
import { span } from '../text/line.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../text/quantity.ts';
import { labelled } from './labelled.ts';

export function promiseLines(promises: PromiseCounts, columns: number): Line[] {
  const { pending, probed, skipped, unawaited, contextsSkipped } = promises;
  const parts: Line[] = [
    figure(formatCount(pending), 'pending'),
    figure(formatCount(probed), 'followed to who awaits them'),
  ];
  if (unawaited > 0) {
    parts.push(figure(formatCount(unawaited), 'that no async function is seen to await'));
  }
  if (skipped > 0)
    parts.push([span(`${formatCount(skipped)} skipped${reasons(promises)}`, 'warning')]);
  if (contextsSkipped > 0) {
    const text = `${plural(contextsSkipped, 'vm context')} left out to stay within the allowed pause`;
    parts.push([span(text, 'warning')]);
  }
  return labelled('Promises', parts, columns);
}

function reasons({ skippedBecause }: PromiseCounts): string {
  const { failed, tooDeep, tooManyShapes } = skippedBecause;
  const texts = [
    failed > 0 && `${formatCount(failed)} without a stack`,
    tooDeep > 0 && `${formatCount(tooDeep)} too deep`,
    tooManyShapes > 0 && `${formatCount(tooManyShapes)} beyond the most stacks that are kept`,
  ].filter((text) => text !== false);
  return texts.length > 0 ? ` (${texts.join(', ')})` : '';
}

export function costLines(cost: DumpCost, columns: number): Line[] {
  const { attachMs, pauseMs, estimatedPauseMs, longestSliceMs, totalMs, heapUsedBytes } = cost;
  const expected = ` (${formatDuration(estimatedPauseMs)} expected for ${formatBytes(heapUsedBytes)} of heap)`;
  const parts: Line[] = [
    figure(formatDuration(attachMs), 'to attach'),
    [span('paused ', 'dim'), span(formatDuration(pauseMs)), span(expected, 'dim')],
    [span('then at most ', 'dim'), span(formatDuration(longestSliceMs)), span(' at a time', 'dim')],
    figure(formatDuration(totalMs), 'in all'),
  ];
  return labelled('Cost', parts, columns);
}

const figure = (value: string, meaning: string): Line => [span(value), span(` ${meaning}`, 'dim')];
