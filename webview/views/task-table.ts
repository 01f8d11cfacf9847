/** The table of pending stacks: sortable, and as quick with a hundred thousand rows as with ten. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { AgeSpread } from '../../protocol/live.ts';
import type { Trend } from '../../protocol/rpc/webview.ts';
import { stateBadge } from '../components/badge.ts';
import { histogramBars, trendLine } from '../components/sparkline.ts';
import type { Page } from '../page.ts';
import type { SortColumn } from '../state/choices.ts';
import type { Tasks } from '../state/tasks.ts';
import { positionText, shortPlace } from '../text/place.ts';
import { formatCount, formatDuration } from '../text/quantity.ts';
import { shown } from '../text/shown.ts';

const columns: readonly (readonly [name: SortColumn, title: string])[] = [
  ['function', 'Function'],
  ['place', 'Await'],
  ['count', 'Tasks'],
  ['age', 'Oldest'],
  ['trend', 'Since attach'],
  ['leaf', 'Waits for'],
];

export function taskTable(page: Page, tasks: Tasks, rows: readonly number[]): TemplateResult {
  const selected = rows.indexOf(tasks.indexOf(page.choices.group));
  const model = {
    count: rows.length,
    rowHeight: 26,
    headerHeight: 27,
    selected,
    key: (index: number) => tasks.id(rows[index] ?? -1),
    row: (index: number) => row(page, tasks, rows[index] ?? -1),
    onSelect: (index: number) => page.choose({ group: tasks.id(rows[index] ?? -1) }),
  };
  return html`<div
    class="table"
    role="grid"
    tabindex="0"
    aria-label="Pending stacks"
    aria-rowcount=${rows.length + 1}
    aria-colcount=${columns.length}
  >
    <div class="head-row" role="rowgroup">
      <div class="row head" role="row" aria-rowindex="1">
        ${columns.map(([name, title]) => heading(page, name, title))}
      </div>
    </div>
    ${
      rows.length === 0
        ? html`<p class="hint none">Nothing matches.</p>`
        : html`<ls-rows .model=${model}></ls-rows>`
    }
  </div>`;
}

function heading(page: Page, name: SortColumn, title: string): TemplateResult {
  const { by, descending } = page.choices.sort;
  const isSorted = by === name;
  const order = isSorted ? (descending ? 'descending' : 'ascending') : 'none';
  // Numbers are asked for from the largest down, texts from A on.
  const first = name === 'count' || name === 'age' || name === 'trend';
  const next = { by: name, descending: isSorted ? !descending : first };
  return html`<div class="column of-${name}" role="columnheader" aria-sort=${order}>
    <button type="button" class="link" @click=${() => page.choose({ sort: next })}>
      ${title} <span aria-hidden="true">${isSorted ? (descending ? '▼' : '▲') : ''}</span>
    </button>
  </div>`;
}

function row(page: Page, tasks: Tasks, group: number): TemplateResult {
  const place = tasks.place(group);
  const state = tasks.state(group);
  const waits = tasks.waitsFor(group);
  const position = place ? positionText(place) : '';
  return html`<div class="column of-function" role="gridcell">
      ${state === 'pending' ? nothing : stateBadge(state)} <bdi>${shown(place?.function ?? '', 120)}</bdi>
    </div>
    <div class="column of-place" role="gridcell" title=${shown(position, 500)}>
      <bdi>${place ? shown(shortPlace(place, page.cwd), 200) : ''}</bdi>
    </div>
    <div class="column of-count" role="gridcell">${tasks.countText(group, formatCount)}</div>
    <div class="column of-age" role="gridcell">
      ${ageText(tasks, group, page.store.now)} ${agesBars(tasks.ages(group))}
    </div>
    <div class="column of-trend" role="gridcell">${trendCell(tasks.trend(group))}</div>
    <div class="column of-leaf" role="gridcell" title=${shown(waits ?? '', 500)}>
      <bdi>${shown(waits ?? '', 200)}</bdi>
    </div>`;
}

/** `≥` marks a lower bound: it began before the attach. */
export function ageText(tasks: Tasks, group: number, now: number): string {
  const age = formatDuration(tasks.age(group, now));
  return tasks.ageIsKnown(group) ? age : `≥ ${age}`;
}

function agesBars(ages: AgeSpread | null): TemplateResult | typeof nothing {
  return ages ? histogramBars(ages.histogram, agesText(ages)) : nothing;
}

export function agesText({ min, median, max }: AgeSpread): string {
  return `youngest ${formatDuration(min)}, median ${formatDuration(median)}, oldest ${formatDuration(max)}`;
}

function trendCell(trend: Trend | null): TemplateResult | typeof nothing {
  if (!trend) return nothing;
  return html`${trendLine(trend.counts, trendText(trend))} <span class="change">${changeText(trend)}</span>`;
}

function changeText({ change }: Trend): string {
  if (change === 0) return '±0';
  return `${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))}`;
}

export function trendText(trend: Trend): string {
  return `${changeText(trend)} in ${formatDuration(trend.overMs)}`;
}
