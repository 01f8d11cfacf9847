/** Loop: how late, how busy, how full, over time; and what blocked it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Frame } from '../../protocol/frame.ts';
import type { BlockPicture, LoopPicture } from '../../protocol/rpc/webview.ts';
import { causeLooks } from '../components/block-spans.ts';
import { frameLink } from '../components/frame-link.ts';
import { stackList } from '../components/stack-list.ts';
import type { Page } from '../page.ts';
import { clampInterval, type Interval, intervalOf, newestOf } from '../state/time-range.ts';
import { formatDuration, formatTime, plural } from '../text/quantity.ts';
import { findingCard } from './finding-card.ts';
import { loopCharts } from './loop-charts.ts';
import { emptyNote, loadingNote } from './notes.ts';

const spans: readonly (readonly [label: string, milliseconds: number])[] = [
  ['1 min', 60_000],
  ['5 min', 300_000],
  ['15 min', 900_000],
  ['1 h', 3_600_000],
];

/** The newest; the report has all of them. */
const mostListed = 200;

export function loopView(page: Page): TemplateResult {
  const { loop } = page.pictures;
  if (!loop?.latest) return loadingNote(page);
  const interval = intervalOf(page.choices.range, newestOf(loop));
  return html`${toolbar(page, loop, interval)}
    <div class="loop">
      <div class="charts">
        ${loopCharts(page, loop, interval).map(
          (model) => html`<ls-time-chart .model=${model}></ls-time-chart>`,
        )}
      </div>
      ${blocksSection(page, loop, interval)}
    </div>`;
}

export function toolbar(page: Page, loop: LoopPicture, interval: Interval): TemplateResult {
  const { range } = page.choices;
  const { from, to } = interval;
  const move = (start: number, end: number) => {
    const first = loop.samples.time[0] ?? start;
    page.choose({ range: clampInterval({ from: start, to: end }, first, newestOf(loop)) });
  };
  const quarter = (to - from) / 4;
  const button = (sign: string, title: string, run: () => void) =>
    html`<button type="button" class="button icon" title=${title} aria-label=${title} @click=${run}>
      ${sign}
    </button>`;
  return html`<div class="toolbar" role="toolbar" aria-label="Time">
    <span class="segments" role="group" aria-label="Follow the last">
      ${spans.map(
        ([label, spanMs]) =>
          html`<button
            type="button"
            class="button"
            aria-pressed=${range.kind === 'last' && range.spanMs === spanMs}
            @click=${() => page.choose({ range: { kind: 'last', spanMs } })}
          >
            ${label}
          </button>`,
      )}
    </span>
    <span class="segments" role="group" aria-label="Move">
      ${button('◀', 'Earlier', () => move(from - quarter, to - quarter))}
      ${button('▶', 'Later', () => move(from + quarter, to + quarter))}
      ${button('+', 'Zoom in', () => move(from + quarter, to - quarter))}
      ${button('−', 'Zoom out', () => move(from - 2 * quarter, to + 2 * quarter))}
    </span>
    <span class="hint">
      ${
        range.kind === 'fixed'
          ? html`${formatTime(from)} to ${formatTime(to)}: a span follows again`
          : 'Drag over a chart to zoom in, Ctrl and the wheel to zoom, Shift and the wheel to move'
      }
    </span>
  </div>`;
}

function blocksSection(page: Page, loop: LoopPicture, { from, to }: Interval): TemplateResult {
  const inside = loop.blocks.filter(
    ({ time, durationMs }) => time <= to && time + durationMs >= from,
  );
  const chosen = loop.blocks.find(({ id }) => id === page.choices.block) ?? null;
  const threshold = formatDuration(page.store.status?.thresholds.blockMs ?? 100);
  return html`<section class="blocks" aria-labelledby="blocks-title">
    <h2 id="blocks-title">Blocks <span class="tally">${inside.length}</span></h2>
    ${chosen ? blockDetails(page, loop, chosen) : nothing}
    ${
      inside.length === 0
        ? emptyNote(
            'No blocks in this time',
            `No turn of the event loop took longer than ${threshold}.`,
          )
        : html`<ul class="block-list">
          ${inside
            .slice(-mostListed)
            .reverse()
            .map((block) => blockItem(page, loop, block))}
        </ul>`
    }
    ${
      inside.length > mostListed
        ? html`<p class="hint">The newest ${mostListed} of ${plural(inside.length, 'block')}.</p>`
        : nothing
    }
  </section>`;
}

function blockItem(page: Page, loop: LoopPicture, block: BlockPicture): TemplateResult {
  const isChosen = block.id === page.choices.block;
  const place = framesOf(loop, block).find(({ internal }) => !internal);
  return html`<li class="block-item ${isChosen ? 'chosen' : ''}">
    <button
      type="button"
      class="block-button"
      aria-expanded=${isChosen}
      @click=${() => page.choose({ block: isChosen ? null : block.id })}
    >
      ${causeMark(block)}
      <span class="block-time">${formatTime(block.time)}</span>
      <strong>${formatDuration(block.durationMs)}${block.ongoing ? ' so far' : ''}</strong>
      <span>${block.cause}</span>
    </button>
    ${place ? frameLink(page, place) : nothing}
  </li>`;
}

function causeMark({ cause }: BlockPicture): TemplateResult {
  const { letter, colour } = causeLooks[cause];
  return html`<span class="cause ${colour.slice(2)}" aria-hidden="true">${letter}</span>`;
}

function blockDetails(page: Page, loop: LoopPicture, block: BlockPicture): TemplateResult {
  const { cause, cpuMs, gcMs, durationMs, missing } = block;
  const finding = page.pictures.findings?.findings.find(({ key }) => key === block.finding);
  const row = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<article class="details" aria-label="The chosen block">
    <h3>${causeMark(block)} Blocked for ${formatDuration(durationMs)}: ${cause}</h3>
    <dl class="facts-list">
      ${row('began', formatTime(block.time))}
      ${cpuMs === null ? nothing : row('CPU time', formatDuration(cpuMs))}
      ${gcMs === null ? nothing : row('garbage collection', formatDuration(gcMs))}
      ${missing.length > 0 ? row('to tell the cause it takes', missing.join(', ')) : nothing}
    </dl>
    <h4>Stack at that moment</h4>
    ${stackList(page, framesOf(loop, block))}
    ${finding ? findingCard(page, finding) : nothing}
  </article>`;
}

function framesOf({ frames }: LoopPicture, { stack }: BlockPicture): readonly Frame[] {
  return stack.flatMap((index) => frames[index] ?? []);
}
