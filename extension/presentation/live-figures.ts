/** What the live sessions of all targets come to: the figures of the status bar and of the menu behind it. */
import type { Finding, Severity } from '../../protocol/finding.ts';
import type { Block } from '../../protocol/live.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { shownTasks } from '../sessions/shown-tasks.ts';
import { isLive, type Target } from '../sessions/target.ts';
import { lastingBlock } from './block-words.ts';
import { countText } from './figures.ts';

export interface LiveFigures {
  /** Milliseconds by which the slowest hundredth of the newest second was late; `null` while nothing is sampled. */
  readonly lagMs: number | null;
  readonly stuck: number;
  readonly stuckIsExact: boolean;
  readonly findings: readonly Finding[];
  /** The block that has lasted longest, if any does. */
  readonly blocking: { readonly target: Target; readonly block: Block } | null;
  /** Whether something should be looked at. */
  readonly isBad: boolean;
}

export function liveFigures(targets: readonly Target[]): LiveFigures {
  const followed = targets.filter(isLive);
  const lags = followed.flatMap(({ live }) => live?.samples.at(-1)?.lagMs.p99 ?? []);
  const stuck = followed.flatMap((target) => shownTasks(target)?.groups.filter(isStuck) ?? []);
  const findings = followed.flatMap(({ live }) =>
    (live?.findings ?? []).flatMap(({ finding, end }) => (end === null ? [finding] : [])),
  );
  const blocks = followed.flatMap((target) => {
    const block = lastingBlock(target.live);
    return block ? [{ target, block }] : [];
  });
  const [blocking = null] = blocks.toSorted((a, b) => b.block.durationMs - a.block.durationMs);
  const isLate = followed.some(
    ({ live }) => (live?.samples.at(-1)?.lagMs.p99 ?? 0) >= (live?.thresholds.blockMs ?? 0),
  );
  return {
    lagMs: lags.length > 0 ? Math.max(...lags) : null,
    stuck: stuck.reduce((sum, { count }) => sum + count, 0),
    stuckIsExact: stuck.every(({ countIsExact }) => countIsExact),
    findings,
    blocking,
    // Tasks that wait for long are no fault by themselves: workers wait for jobs.
    isBad: blocking !== null || (lags.length > 0 && isLate) || findings.some(isAlarming),
  };
}

const alarming: Readonly<Record<Severity, boolean>> = { error: true, warning: true, info: false };

function isAlarming({ severity }: Finding): boolean {
  return alarming[severity];
}

/** What Node awaits within itself tells nobody anything. */
function isStuck({ state, frames }: TaskGroup): boolean {
  return state !== 'pending' && frames.some(({ file }) => !file.startsWith('node:'));
}

/** In steps of 10 ms, so that it changes only when it matters. */
export function lagText(lagMs: number): string {
  if (lagMs < 10) return '< 10 ms';
  if (lagMs < 1_000) return `${Math.round(lagMs / 10) * 10} ms`;
  return `${(lagMs / 1_000).toFixed(1)} s`;
}

/** `3 stuck`, or nothing. */
export function stuckText({ stuck, stuckIsExact }: LiveFigures): string {
  return stuck === 0 ? '' : `${countText(stuck, stuckIsExact)} stuck`;
}
