/** What was seen before the target was attached again: the charts and findings of a page go on over it. Pure. */
import type { Block, LiveSample } from '../../protocol/live.ts';
import type { LiveObservations, ObservedBlock } from '../../protocol/observations.ts';
import { findingKey } from '../diagnose/finding-key.ts';
import type { TimedFinding } from '../live/current-findings.ts';
import type { LiveSource } from './page-model.ts';

/** Each list oldest first. What is pending is not among it: tasks are only ever those of now. */
export interface Earlier {
  readonly samples: readonly LiveSample[];
  readonly blocks: readonly ObservedBlock[];
  /** All have ended, at the latest with their session. */
  readonly findings: readonly TimedFinding[];
  /** Times of the first samples after each attach but the first. */
  readonly resumedAt: readonly number[];
}

export const nothingEarlier: Earlier = { samples: [], blocks: [], findings: [], resumedAt: [] };

/** As a live session keeps them. */
const most = { samples: 3_600, blocks: 500, findings: 200 } as const;

/** @param ended a session that says no more, after those of `earlier` */
export function earlierWith(earlier: Earlier, ended: LiveSource): Earlier {
  const live = ended.observations()?.live;
  if (!live) return earlier;
  const { samples, blocks, resumedAt } = withEarlier(earlier, live);
  const end = live.samples.at(-1)?.time ?? live.now;
  const findings = findingsWithEarlier(earlier, ended.findings).map((each) =>
    each.end === null ? { ...each, end: Math.max(each.begin, end) } : each,
  );
  return { samples, blocks, findings: findings.slice(-most.findings), resumedAt };
}

export function withEarlier<L extends Pick<LiveObservations, 'samples' | 'blocks'>>(
  earlier: Earlier,
  live: L,
): L & Pick<Earlier, 'resumedAt'> {
  if (earlier === nothingEarlier) return { ...live, resumedAt: [] };
  const samples = [...earlier.samples, ...live.samples].slice(-most.samples);
  const blocks = [...earlier.blocks, ...live.blocks.map((block) => blockAfter(earlier, block))];
  const [first] = live.samples;
  const isResumed = earlier.samples.length > 0 && first !== undefined;
  const resumedAt = isResumed ? [...earlier.resumedAt, first.time] : earlier.resumedAt;
  return { ...live, samples, blocks: blocks.slice(-most.blocks), resumedAt };
}

/** Sessions count their blocks from 1: the page tells them apart by going on counting. */
export function blockAfter<B extends Block>({ blocks }: Earlier, block: B): B {
  return { ...block, id: block.id + (blocks.at(-1)?.id ?? 0) };
}

/** What is found again is one finding, from when it was found now. */
export function findingsWithEarlier(
  { findings }: Earlier,
  current: readonly TimedFinding[],
): readonly TimedFinding[] {
  if (findings.length === 0) return current;
  const again = new Set(current.map(({ finding }) => findingKey(finding)));
  return [...findings.filter(({ finding }) => !again.has(findingKey(finding))), ...current];
}
