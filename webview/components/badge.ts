/** Small marks with a sign and a word: nothing is said by colour alone. */
import { html, type TemplateResult } from 'lit-html';
import type { Certainty, Severity } from '../../protocol/finding.ts';
import type { TaskState } from '../../protocol/pending-tasks.ts';

const severities: Readonly<Record<Severity, readonly [sign: string, word: string]>> = {
  error: ['✖', 'Error'],
  warning: ['▲', 'Warning'],
  info: ['ℹ', 'Information'],
};

const states: Readonly<Record<TaskState, readonly [sign: string, word: string]>> = {
  pending: ['·', 'pending'],
  stuck: ['◷', 'stuck'],
  cycle: ['↻', 'await cycle'],
};

const certainties: Readonly<Record<Certainty, readonly [sign: string, why: string]>> = {
  proven: ['■', 'It cannot be otherwise.'],
  measured: ['◆', 'A number that was observed.'],
  suspected: ['◇', 'The likeliest reading of what was observed.'],
};

export function severityBadge(severity: Severity): TemplateResult {
  const [sign, word] = severities[severity];
  return html`<span class="badge ${severity}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

export function stateBadge(state: TaskState): TemplateResult {
  const [sign, word] = states[state];
  return html`<span class="badge ${state}"
    ><span aria-hidden="true">${sign}</span> <span class="word">${word}</span></span
  >`;
}

export function stateSign(state: TaskState): string {
  return states[state][0];
}

export function stateWord(state: TaskState): string {
  return states[state][1];
}

export function certaintyBadge(certainty: Certainty): TemplateResult {
  const [sign, why] = certainties[certainty];
  return html`<span class="badge certainty" title=${why}
    ><span aria-hidden="true">${sign}</span> ${certainty}</span
  >`;
}
