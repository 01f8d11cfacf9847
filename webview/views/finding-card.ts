/** One finding: what, how certain, where, since when, on what evidence, and what to do. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Evidence } from '../../protocol/finding.ts';
import type { FindingPicture } from '../../protocol/rpc/webview.ts';
import { certaintyBadge, severityBadge } from '../components/badge.ts';
import { locationLink } from '../components/frame-link.ts';
import type { Page } from '../page.ts';
import { formatCount, formatDuration, formatTime } from '../text/quantity.ts';
import { shown } from '../text/shown.ts';

export function findingCard(page: Page, { finding, begin, end }: FindingPicture): TemplateResult {
  const { severity, certainty, cause, message, location, advice, rule, id, evidence } = finding;
  return html`<article class="finding ${severity} ${end === null ? '' : 'ended'}">
    <header>
      ${severityBadge(severity)} ${certaintyBadge(certainty)}
      ${cause ? html`<span class="badge">${shown(cause)}</span>` : nothing}
      <span class="when">${whenText(begin, end, page.store.now)}</span>
    </header>
    <p class="message"><bdi>${shown(message, 2000)}</bdi></p>
    ${location ? html`<p>${locationLink(page, location)}</p>` : nothing}
    ${advice ? html`<p class="advice">${withCode(shown(advice, 2000))}</p>` : nothing}
    <details>
      <summary>Evidence</summary>
      <dl class="facts-list">
        ${Object.entries(evidence).map(
          ([name, value]) =>
            html`<div><dt>${wordsOf(name)}</dt><dd>${evidenceText(name, value)}</dd></div>`,
        )}
      </dl>
    </details>
    <p class="hint">
      ${shown(id)}${rule ? html` · rule <code>${shown(rule)}</code>` : nothing}
    </p>
  </article>`;
}

/** Code stands between backticks. */
function withCode(text: string): readonly (string | TemplateResult)[] {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

function whenText(begin: number, end: number | null, now: number): string {
  return end === null
    ? `since ${formatTime(begin)}, for ${formatDuration(now - begin)}`
    : `${formatTime(begin)} to ${formatTime(end)}, for ${formatDuration(end - begin)}`;
}

/** `longestCpuMs` as `longest CPU`. */
function wordsOf(name: string): string {
  return shown(name, 60)
    .replace(/(Ms|Bytes)$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bcpu\b/, 'CPU')
    .replace(/\bgc\b/, 'GC');
}

function evidenceText(name: string, value: Evidence[string]): TemplateResult | string {
  if (value === null) return '–';
  if (typeof value === 'number') {
    if (name.endsWith('Ms')) return formatDuration(value);
    return name.endsWith('Time') ? formatTime(value) : formatCount(value);
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return html`<bdi>${shown(value, 1000)}</bdi>`;
  if (value.length === 0) return '–';
  return html`<ul class="plain">
    ${value.map((line) => html`<li><bdi>${shown(line, 1000)}</bdi></li>`)}
  </ul>`;
}
