/** Await stacks as text to copy, in the form of V8's own stack traces, which terminals and tools know. */
import type { Frame } from '../../protocol/frame.ts';
import type { PendingTasks, TaskGroup } from '../../protocol/pending-tasks.ts';
import { costText, countOf, durationText } from './figures.ts';
import { combinatorsOf, fullPosition, hasPosition } from './frame-words.ts';
import { oneLine } from './plain-text.ts';
import { joined } from './row.ts';
import { shownState, stateWords } from './state-words.ts';

/** Lines of one stack, innermost frame first. */
export function stackLines(frames: readonly Frame[]): string[] {
  return frames.flatMap((frame) => {
    const between = combinatorsOf(frame).map(
      ({ kind, index }) => `at async Promise.${kind}${index === null ? '' : ` (index ${index})`}`,
    );
    if (!hasPosition(frame)) return between;
    return [...between, `at async ${oneLine(frame.function)} (${fullPosition(frame)})`];
  });
}

/** `3 tasks · stuck · oldest 2 min · awaiting pool.connect()`. */
export function groupHeading(group: TaskGroup): string {
  const noun = group.state === 'cycle' ? 'cycle' : 'task';
  return joined([
    countOf(group.count, noun, group.countIsExact),
    group.state === 'cycle' ? cycleWords(group) : stateWords[shownState(group)],
    ageWords(group.ageMs, group.observedMs),
    group.waitsFor && `awaiting ${oneLine(group.waitsFor)}`,
  ]);
}

function cycleWords(group: TaskGroup): string {
  const proof = group.proven ? 'a proven deadlock' : 'something else may still break it';
  return `they await each other: ${proof}`;
}

/** An age that is not known is a lower bound, never a guess. */
export function ageWords(ageMs: number | null, observedMs: number): string {
  if (ageMs !== null) return `oldest ${durationText(ageMs)}`;
  if (observedMs < 1000) return 'began before the attach';
  return `began before the attach, at least ${durationText(observedMs)}`;
}

export function groupText(group: TaskGroup): string {
  const lines = stackLines(group.frames).map((line) => `    ${line}`);
  if (group.truncated) lines.push('    … further out than was collected');
  if (group.state === 'cycle') lines.push('    … and again from the first line');
  return [groupHeading(group), ...lines].join('\n');
}

/** At most `limit` stacks, as a clipboard is for people. */
export function groupsText(groups: readonly TaskGroup[], limit = 1000): string {
  const texts = groups.slice(0, limit).map(groupText);
  const hidden = groups.length - texts.length;
  if (hidden > 0) texts.push(`… ${countOf(hidden, 'more stack')}`);
  return `${texts.join('\n\n')}\n`;
}

/** Everything about one process: who, how many, what it cost, each stack. */
export function tasksText(title: string, tasks: PendingTasks): string {
  const heading = joined([
    oneLine(title),
    new Date(tasks.collectedAt).toISOString(),
    countOf(tasks.promises.pending, 'pending promise'),
    tasks.promises.skipped > 0 && `${countOf(tasks.promises.skipped, 'promise')} left out`,
    `paused ${costText(tasks.cost.pauseMs)}`,
  ]);
  return `${heading}\n\n${groupsText(tasks.groups)}`;
}
