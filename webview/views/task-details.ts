/** The stack that was chosen in the table: its frames, its ages, and what became of others like it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { groupFlags } from '../../protocol/rpc/webview.ts';
import { stateBadge } from '../components/badge.ts';
import { stackList } from '../components/stack-list.ts';
import type { Page } from '../page.ts';
import type { Tasks } from '../state/tasks.ts';
import { formatCount } from '../text/quantity.ts';
import { shown } from '../text/shown.ts';
import { agesText, ageText, trendText } from './task-table.ts';

export function taskDetails(page: Page, tasks: Tasks): TemplateResult | typeof nothing {
  const group = tasks.indexOf(page.choices.group);
  if (group < 0) return nothing;
  const { settled, lost } = tasks.picture.groups;
  const flags = tasks.flags(group);
  const ages = tasks.ages(group);
  const trend = tasks.trend(group);
  const waits = tasks.waitsFor(group);
  const row = (name: string, value: string) =>
    html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`;
  return html`<article class="details" aria-label="The chosen stack">
    <header>
      <h3>${tasks.countText(group, formatCount)} × ${stateBadge(tasks.state(group))}</h3>
      <button type="button" class="button" @click=${() => page.choose({ group: null })}>Close</button>
    </header>
    <dl class="facts-list">
      ${waits === null ? nothing : row('waits for', shown(waits, 400))}
      ${row('oldest', ageText(tasks, group, page.store.now))}
      ${ages ? row('ages', agesText(ages)) : nothing} ${trend ? row('since attach', trendText(trend)) : nothing}
      ${row('settled since', formatCount(settled[group] ?? 0))}
      ${lost[group] ? row('lost since', formatCount(lost[group] ?? 0)) : nothing}
      ${flags & groupFlags.estimated ? row('count', 'estimated from a sample') : nothing}
      ${flags & groupFlags.truncated ? row('stack', 'goes on further out than was collected') : nothing}
    </dl>
    <h4>Await stack, innermost first</h4>
    ${stackList(page, tasks.stack(group))}
  </article>`;
}
