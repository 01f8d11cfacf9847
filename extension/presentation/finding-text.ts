/** A finding as text: to copy, and as the Markdown of a tooltip in which nothing of the target has a meaning. */
import type { TimedFinding } from '../../inspector/live/current-findings.ts';
import { evidenceEntries } from './evidence-words.ts';
import { certaintyWords, findingDetails, findingTitle } from './finding-row.ts';
import { codeBlock, escapeMarkdown, oneLine } from './plain-text.ts';

/** Paths are whole: who reads it elsewhere has no workspace. */
export function findingText(timed: TimedFinding): string {
  const { finding } = timed;
  const lines = findingDetails(timed, []).flatMap(({ name, label, text, items }) => {
    const { location } = finding;
    const whole =
      name === 'place' && location
        ? `${oneLine(location.file, 1000)}:${location.line}:${location.column}`
        : text;
    return [`  ${label}: ${whole}`, ...items.map((item) => `    ${item}`)];
  });
  return [findingTitle(finding), ...lines].join('\n');
}

export function findingsText(title: string, findings: readonly TimedFinding[]): string {
  return `${[oneLine(title), ...findings.map(findingText)].join('\n\n')}\n`;
}

export function findingTooltip({ finding }: TimedFinding): string {
  const { message, advice, certainty, rule, evidence } = finding;
  const stack = evidenceEntries(evidence).find(({ name }) => name === 'stack');
  return [
    `**${escapeMarkdown(findingTitle(finding))}** · ${escapeMarkdown(certaintyWords[certainty])}`,
    escapeMarkdown(message),
    ...(advice ? [escapeMarkdown(advice)] : []),
    ...(stack && stack.items.length > 0 ? [codeBlock(stack.items.slice(0, 20))] : []),
    ...(rule ? [`Lint rule: ${escapeMarkdown(rule)}`] : []),
  ].join('\n\n');
}
