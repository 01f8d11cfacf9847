/** Cost: what Loopscope itself takes from the target. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { LiveSample, PromiseSampling } from '../../protocol/live.ts';
import type { StatusPicture, SurveyPicture } from '../../protocol/rpc/webview.ts';
import type { Page } from '../page.ts';
import { intervalOf, newestOf } from '../state/time-range.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatTime,
} from '../text/quantity.ts';
import { costCharts } from './loop-charts.ts';
import { toolbar } from './loop-view.ts';
import { emptyNote, loadingNote } from './notes.ts';

export function costView(page: Page): TemplateResult {
  const { loop, status } = page.pictures;
  if (!loop?.latest || !status) return loadingNote(page);
  const newest = newestOf(loop);
  const interval = intervalOf(page.choices.range, newest);
  return html`<div class="cost">
    <div class="cards">
      ${nowCard(loop.latest, status)} ${samplingCard(loop.latest)} ${surveyCard(status.cost.survey)}
    </div>
    ${toolbar(page, loop, interval)}
    <div class="charts">
      ${costCharts(page, loop, interval, status.cost.budgetPercent).map(
        (model) => html`<ls-time-chart .model=${model}></ls-time-chart>`,
      )}
    </div>
  </div>`;
}

function nowCard({ overheadPercent, pending, dropped }: LiveSample, { cost }: StatusPicture) {
  return card('Now', formatPercent(overheadPercent), 'of one core, measured by the agent itself', [
    ['budget', formatPercent(cost.budgetPercent)],
    ['promises followed', formatCount(pending)],
    ['let go of, since a bound was reached', formatCount(dropped)],
    ['attaching took', cost.attachMs === null ? '–' : formatDuration(cost.attachMs)],
  ]);
}

const modes: Readonly<Record<PromiseSampling['mode'], string>> = {
  continuous: 'All',
  windows: 'Sampled',
  off: 'Off',
};

function samplingCard({ sampling, promisesCreated }: LiveSample): TemplateResult {
  const { mode, share, oneIn } = sampling;
  const about = {
    continuous: 'every new promise is seen',
    windows: 'new promises are seen at random times only: their numbers are estimates',
    off: 'no new promise is followed: it would cost more than the budget, or that is not known yet',
  };
  return card('New promises', modes[mode], about[mode], [
    ['share of the time', formatPercent(share * 100)],
    ['followed', mode === 'off' ? 'none' : oneIn === 1 ? 'each' : `1 in ${formatCount(oneIn)}`],
    ['created in the last second', promisesCreated === null ? '–' : formatCount(promisesCreated)],
  ]);
}

function surveyCard(survey: SurveyPicture | null): TemplateResult {
  if (!survey) {
    return html`<section class="card">
      <h2>Last pause</h2>
      ${emptyNote(
        'No survey',
        'What began before the attach is not known: finding it would have paused the process for longer than is allowed.',
      )}
    </section>`;
  }
  const { cost, promises, time } = survey;
  return card(
    'Last pause',
    formatDuration(cost.pauseMs),
    `for the survey of promises at ${formatTime(time)}`,
    [
      ['expected', formatDuration(cost.estimatedPauseMs)],
      ['heap', formatBytes(cost.heapUsedBytes)],
      ['longest stall afterwards', formatDuration(cost.longestSliceMs)],
      ['probing, in slices', formatDuration(cost.probeMs)],
      ['promises pending', formatCount(promises.pending)],
      ['followed to who awaits them', formatCount(promises.probed)],
      ['skipped', formatCount(promises.skipped)],
    ],
  );
}

function card(
  title: string,
  value: string,
  about: string,
  rows: readonly (readonly [string, string])[],
): TemplateResult {
  return html`<section class="card">
    <h2>${title}</h2>
    <p class="big">${value}</p>
    <p class="hint">${about}</p>
    <dl class="facts-list">
      ${
        rows.length === 0
          ? nothing
          : rows.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)
      }
    </dl>
  </section>`;
}
