/** What is said at lines of the source: who is stuck at an `await`, and what blocked the event loop. */
import { blockSites } from '../../inspector/diagnose/block-sites.ts';
import { placeOf } from '../../inspector/diagnose/location.ts';
import type { Finding } from '../../protocol/finding.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { Location } from '../../protocol/location.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { shownTasks } from '../sessions/shown-tasks.ts';
import { isLive, type Target } from '../sessions/target.ts';
import { lastingBlock } from './block-words.ts';
import { costText, countText, durationText } from './figures.ts';
import { blockHover, stuckHover } from './mark-hover.ts';
import { targetName } from './target-row.ts';

export interface SourceMark {
  readonly kind: 'stuck' | 'block';
  readonly location: Location;
  /** What stands behind the line. No text of the target is in it. */
  readonly text: string;
  /** Markdown in which nothing of the target has a meaning. */
  readonly hover: string;
}

/** Of a target that is followed; none of any other. */
export function sourceMarks(target: Target): readonly SourceMark[] {
  if (!isLive(target)) return [];
  return [...stuckMarks(target), ...blockMarks(target)];
}

function stuckMarks(target: Target): SourceMark[] {
  const lines = new Map<string, { location: Location; groups: TaskGroup[] }>();
  for (const group of shownTasks(target)?.groups ?? []) {
    for (const location of stuckPlaces(group)) {
      const key = `${location.file}:${location.line}`;
      const line = lines.get(key) ?? { location, groups: [] };
      lines.set(key, line);
      line.groups.push(group);
    }
  }
  return [...lines.values()].map(({ location, groups }) => ({
    kind: 'stuck',
    location,
    text: stuckText(groups),
    hover: stuckHover(targetName(target), groups, foundAt(target, location)),
  }));
}

/** The innermost `await` in the program's own code; of a cycle, each. */
function stuckPlaces({ state, frames }: TaskGroup): Location[] {
  if (state === 'pending') return [];
  if (state === 'cycle') return frames.filter(({ internal }) => !internal).flatMap(placesOf);
  const place = placeOf(frames);
  return place && !place.frame.internal ? placesOf(place.frame) : [];
}

/** Also in the file that really runs, which may be the one that is open. */
function placesOf({ file, line, column, generated }: Frame): Location[] {
  return generated ? [{ file, line, column }, generated] : [{ file, line, column }];
}

/** `3 stuck here, oldest 2 min`; `≈` marks an estimate and `≥` what is known to be older. */
function stuckText(groups: readonly TaskGroup[]): string {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const exact = groups.every(({ countIsExact }) => countIsExact);
  const observed = Math.max(...groups.map(({ ageMs, observedMs }) => ageMs ?? observedMs));
  const isBound = groups.some(({ ageMs }) => ageMs === null);
  const age = `${isBound ? '≥' : ''}${durationText(observed)}`;
  if (groups.every(({ state }) => state === 'cycle')) return `await cycle, for ${age}`;
  return `${countText(count, exact)} stuck here, oldest ${age}`;
}

function blockMarks(target: Target): SourceMark[] {
  const { live } = target;
  const observed = live?.observations()?.live;
  if (!live || !observed) return [];
  const marks = blockSites(observed, live.thresholds.blockMs).flatMap((site): SourceMark[] => {
    const { place, blocks, longest } = site;
    if (!place || place.frame.internal) return [];
    const times = blocks.length === 1 ? '' : `, ${countText(blocks.length)} times`;
    const upTo = blocks.length === 1 ? '' : 'up to ';
    return placesOf(place.frame).map((location) => ({
      kind: 'block',
      location,
      text: `blocked ${upTo}${costText(longest.durationMs)}${times}`,
      hover: blockHover(targetName(target), longest, foundAt(target, location)),
    }));
  });
  const blocking = lastingBlock(live);
  const place = placeOf(blocking?.frames ?? []);
  if (!blocking || !place || place.frame.internal) return marks;
  return [
    ...marks,
    ...placesOf(place.frame).map(
      (location): SourceMark => ({
        kind: 'block',
        location,
        text: `blocks for ${durationText(blocking.durationMs)} now`,
        hover: blockHover(targetName(target), blocking, []),
      }),
    ),
  ];
}

/** The findings of this line. */
function foundAt({ live }: Target, { file, line }: Location): Finding[] {
  return (live?.findings ?? []).flatMap(({ finding, end }) =>
    end === null && finding.location?.file === file && finding.location.line === line
      ? [finding]
      : [],
  );
}
