/** The status-bar item. */
import { isBusy, isConnected, type Target } from '../sessions/target.ts';
import { escapeIcons, escapeMarkdown } from './plain-text.ts';
import { targetName, targetRow } from './target-row.ts';

export interface StatusText {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly spoken: string;
}

export function statusText(targets: readonly Target[]): StatusText {
  const connected = targets.filter(isConnected);
  const [first] = connected;
  if (!first) {
    return {
      text: '$(search) Loopscope',
      tooltip: 'Loopscope: attach to a running Node.js process',
      spoken: 'Loopscope: no process attached. Attach to a process',
    };
  }
  const shown = connected.length === 1 ? targetName(first) : `${connected.length} processes`;
  const icon = connected.some(isBusy) ? '$(loading~spin)' : '$(search)';
  const lines = connected.map((target) => {
    const { label, description } = targetRow(target);
    return `- ${escapeMarkdown(label)} ${escapeMarkdown(description)}`;
  });
  return {
    text: `${icon} ${escapeIcons(shown)}`,
    tooltip: `**Loopscope** is attached to\n\n${lines.join('\n')}`,
    spoken: `Loopscope: attached to ${shown}. Show pending tasks`,
  };
}
