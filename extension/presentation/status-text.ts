/** The status-bar item. */
import { isBusy, isConnected, type Target } from '../sessions/target.ts';
import { countOf, durationText } from './figures.ts';
import { type LiveFigures, lagText, liveFigures, stuckText } from './live-figures.ts';
import { escapeIcons, escapeMarkdown } from './plain-text.ts';
import { targetName, targetRow } from './target-row.ts';

export interface StatusText {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly spoken: string;
  /** Whether it should stand out. */
  readonly isWarning: boolean;
}

export function statusText(targets: readonly Target[]): StatusText {
  const connected = targets.filter(isConnected);
  const [first] = connected;
  if (!first) {
    return {
      text: '$(search) Loopscope',
      tooltip: 'Loopscope: attach to a running Node.js process',
      spoken: 'Loopscope: no process attached. Attach to a process',
      isWarning: false,
    };
  }
  const figures = liveFigures(connected);
  const several = `${connected.length} processes`;
  const named = figures.blocking?.target ?? (connected.length === 1 ? first : null);
  const shown = named ? targetName(named) : several;
  const icon = connected.some(isBusy) ? '$(loading~spin)' : '$(search)';
  const what = figures.blocking ? blockedFor(figures.blocking) : loopText(figures);
  return {
    text: [icon, escapeIcons(shown), ...what].join(' '),
    tooltip: tooltip(connected, figures),
    spoken: ['Loopscope: attached to', shown, spokenFigures(figures), 'Show what can be done']
      .filter(Boolean)
      .join('. '),
    isWarning: figures.isBad,
  };
}

function blockedFor({ block }: NonNullable<LiveFigures['blocking']>): string[] {
  return ['$(sync~spin)', `blocked for ${durationText(block.durationMs)}`];
}

function loopText(figures: LiveFigures): string[] {
  const { lagMs, findings } = figures;
  const stuck = stuckText(figures);
  return [
    ...(lagMs === null ? [] : [`$(pulse) ${lagText(lagMs)}`]),
    ...(stuck ? [`$(watch) ${stuck}`] : []),
    ...(findings.length > 0 ? [`$(warning) ${findings.length}`] : []),
  ];
}

function spokenFigures(figures: LiveFigures): string {
  const { lagMs, blocking, findings } = figures;
  if (blocking) return `Blocked for ${durationText(blocking.block.durationMs)}`;
  return [
    lagMs === null ? '' : `Event loop late by ${lagText(lagMs)}`,
    stuckText(figures),
    findings.length > 0 ? countOf(findings.length, 'finding') : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function tooltip(connected: readonly Target[], figures: LiveFigures): string {
  const lines = connected.map((target) => {
    const { label, description } = targetRow(target);
    return `- ${escapeMarkdown(label)} ${escapeMarkdown(description)}`;
  });
  const { lagMs, findings } = figures;
  const facts = [
    ...(lagMs === null
      ? []
      : [`Event loop late by ${lagText(lagMs)} (99th percentile of the last second)`]),
    ...findings.map(({ message }) => message),
  ];
  return [
    '**Loopscope** is attached to',
    lines.join('\n'),
    ...facts.map((fact) => escapeMarkdown(fact)),
  ].join('\n\n');
}
