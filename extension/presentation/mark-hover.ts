/** The hover of a mark in the source, as Markdown in which nothing of the target has a meaning. */
import type { Finding } from '../../protocol/finding.ts';
import type { Block } from '../../protocol/live.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { groupHeading, stackLines } from './await-stack-text.ts';
import { clockText } from './evidence-words.ts';
import { costText, countOf } from './figures.ts';
import { certaintyWords, findingTitle } from './finding-row.ts';
import { fullPosition, functionName } from './frame-words.ts';
import { codeBlock, escapeMarkdown } from './plain-text.ts';

/** Stacks and frames that are shown: a hover is for a glance, the views have the rest. */
const mostStacks = 3;
const mostFrames = 12;

export function stuckHover(
  target: string,
  groups: readonly TaskGroup[],
  found: readonly Finding[],
): string {
  const oldestFirst = groups.toSorted((a, b) => b.observedMs - a.observedMs);
  const hidden = groups.length - mostStacks;
  return [
    `**Loopscope** · ${escapeMarkdown(target)}`,
    ...oldestFirst
      .slice(0, mostStacks)
      .flatMap((group) => [
        escapeMarkdown(groupHeading(group)),
        codeBlock(cut(stackLines(group.frames))),
      ]),
    ...(hidden > 0 ? [`… ${countOf(hidden, 'more stack')} in *Pending Tasks*`] : []),
    ...found.flatMap(foundLines),
  ].join('\n\n');
}

export function blockHover(target: string, block: Block, found: readonly Finding[]): string {
  const { durationMs, time, cause, cpuMs, frames, ongoing } = block;
  const cpu = cpuMs === null ? '' : ` with ${costText(cpuMs)} of CPU time`;
  const what = ongoing
    ? `The event loop is blocked, for ${costText(durationMs)} so far`
    : `The event loop was blocked for ${costText(durationMs)} at ${clockText(time)}${cpu}: ${cause}`;
  const stack = frames.map((frame) => `at ${functionName(frame)} (${fullPosition(frame) ?? ''})`);
  return [
    `**Loopscope** · ${escapeMarkdown(target)}`,
    escapeMarkdown(what),
    ...(stack.length > 0 ? [codeBlock(cut(stack))] : []),
    ...found.flatMap(foundLines),
  ].join('\n\n');
}

function foundLines(finding: Finding): string[] {
  const { certainty, message, advice } = finding;
  return [
    `**${escapeMarkdown(findingTitle(finding))}** · ${escapeMarkdown(certaintyWords[certainty])}`,
    escapeMarkdown(message),
    ...(advice ? [escapeMarkdown(advice)] : []),
  ];
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostFrames) return lines;
  return [...lines.slice(0, mostFrames), `… ${countOf(lines.length - mostFrames, 'more line')}`];
}
