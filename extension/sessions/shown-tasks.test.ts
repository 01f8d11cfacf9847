import { expect, test } from 'vitest';
import { liveGroup, liveState } from '../testing/made-up-live.ts';
import { pendingTasks } from '../testing/made-up-tasks.ts';
import { shownTasks } from './shown-tasks.ts';

const surveyed = pendingTasks([]);
const liveAt = (time: number) => liveState({ tasks: { time, groups: [] } });

test('without a survey the live picture is shown, without a live session the survey', () => {
  const live = liveAt(1);
  expect(shownTasks({ tasks: null, live })).toBe(live.tasks);
  expect(shownTasks({ tasks: surveyed, live: null })).toBe(surveyed);
  expect(shownTasks({ tasks: surveyed, live: liveState() })).toBe(surveyed);
});

test('after a survey its picture stays until the agent has looked at all it found', () => {
  const early = liveAt(surveyed.collectedAt + 1_000);
  expect(shownTasks({ tasks: surveyed, live: early })).toBe(surveyed);
  const late = liveAt(surveyed.collectedAt + 3_000);
  expect(shownTasks({ tasks: surveyed, live: late })).toBe(late.tasks);
  const large = pendingTasks([], { pending: 1_000_000 });
  expect(shownTasks({ tasks: large, live: late })).toBe(large);
});

test('a cycle that was proven stays proven, but not one that joined it', () => {
  const cycle = liveGroup({ id: 'cycle', state: 'cycle', count: 1 });
  const proven = pendingTasks([{ ...cycle, proven: true }]);
  const time = surveyed.collectedAt + 60_000;
  const shown = (count: number) =>
    shownTasks({
      tasks: proven,
      live: liveState({ tasks: { time, groups: [{ ...cycle, count }] } }),
    })?.groups[0]?.proven;
  expect([shown(1), shown(2)]).toEqual([true, false]);
});
