/** The row of one frame in Pending Tasks. */
import type { ForestNode } from '../../inspector/derive/await-forest.ts';
import { countOf, countText, durationText } from './figures.ts';
import { combinatorsOf, combinatorWords, functionName, shortPosition } from './frame-words.ts';
import { joined, type Row } from './row.ts';
import { shownState, stateIcons, stateWords } from './state-words.ts';

/**
 * Figures come before the path, which may be cut off in a narrow side bar. Only a root says in words that it
 * is a cycle: for the frames below it the icon is enough.
 */
export function frameRow(node: ForestNode, folders: readonly string[], isRoot: boolean): Row {
  const { frame, observedMs, countIsExact: exact } = node;
  const state = shownState(node);
  const label = functionName(frame);
  const position = shortPosition(frame, folders);
  const age = ageOf(node.oldestAgeMs, observedMs);
  const via = frame.function ? combinatorsOf(frame).map(combinatorWords).join(' in ') : '';
  return {
    label,
    description: joined([
      isRoot && state === 'cycle' && stateWords.cycle,
      (node.count > 1 || !exact) && `${countText(node.count, exact)}×`,
      age,
      position,
      via && `awaits ${via}`,
    ]),
    icon: stateIcons[state],
    spoken: [
      label,
      position ?? '',
      countOf(node.count, 'task', exact),
      stateWords[state],
      age ? `oldest ${age}` : '',
      via ? `awaits ${via}` : '',
    ]
      .filter(Boolean)
      .join(', '),
  };
}

/** `2 min`, or `≥2 min` when the task began before the attach and was seen for that long. */
function ageOf(ageMs: number | null, observedMs: number): string | null {
  if (ageMs !== null) return durationText(ageMs);
  return observedMs >= 1000 ? `≥${durationText(observedMs)}` : null;
}
