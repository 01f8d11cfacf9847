/** The tooltip of a frame, as Markdown in which nothing of the target has a meaning. */
import type { ForestNode } from '../../inspector/derive/await-forest.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { ageWords, groupHeading, stackLines } from './await-stack-text.ts';
import { countOf } from './figures.ts';
import { fullPosition, functionName } from './frame-words.ts';
import { countGroups } from './groups-below.ts';
import { codeBlock, escapeMarkdown } from './plain-text.ts';
import { shownState, stateWords } from './state-words.ts';

const mostLines = 40;

export interface FrameTooltip {
  readonly node: ForestNode;
  /** Frames from this node to the root of its tree, innermost first. */
  readonly path: readonly Frame[];
  /** The one group below the node with all its frames, when there is only one. */
  readonly only: TaskGroup | null;
}

export function frameTooltip({ node, path, only }: FrameTooltip): string {
  const { frame } = node;
  const parts = [
    `**${escapeMarkdown(functionName(frame))}** — ${escapeMarkdown(only ? groupHeading(only) : summary(node))}`,
    codeBlock(cut(stackLines(only ? only.frames : path))),
  ];
  if (only?.truncated) parts.push('The stack goes on further out than was collected.');
  if (!only)
    parts.push(`Part of ${countOf(countGroups(node), 'different stack')}: expand to see them.`);
  if (!node.countIsExact) {
    parts.push(
      '≈ The count is an estimate: it follows from the number of promises that wait here.',
    );
  }
  if (frame.generated) {
    const ran = fullPosition({ ...frame, ...frame.generated });
    parts.push(`Runs as ${escapeMarkdown(ran ?? '')}`);
  }
  if (frame.internal) parts.push('Code of Node.js or of a package in node_modules.');
  return parts.join('\n\n');
}

function summary(node: ForestNode): string {
  const count = countOf(node.count, 'task', node.countIsExact);
  return `${count} · ${stateWords[shownState(node)]} · ${ageWords(node.oldestAgeMs, node.observedMs)}`;
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), `… ${countOf(lines.length - mostLines, 'more line')}`];
}
