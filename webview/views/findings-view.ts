/** Findings: what is wrong, by severity and certainty, and what ended. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { FindingPicture } from '../../protocol/rpc/webview.ts';
import type { Page } from '../page.ts';
import { plural } from '../text/quantity.ts';
import { findingCard } from './finding-card.ts';
import { emptyNote, loadingNote } from './notes.ts';

export function findingsView(page: Page): TemplateResult {
  const picture = page.pictures.findings;
  if (!picture || !page.pictures.loop?.latest) return loadingNote(page);
  const current = picture.findings.filter(({ end }) => end === null);
  const ended = picture.findings.filter(({ end }) => end !== null);
  const { showEnded } = page.choices;
  return html`<div class="findings">
    <section aria-labelledby="current-title">
      <h2 id="current-title">Now <span class="tally">${current.length}</span></h2>
      ${
        current.length === 0
          ? emptyNote(
              'Nothing found',
              'No fault is visible now. Diagnoses look at the process again every second.',
            )
          : cards(page, current)
      }
    </section>
    ${
      ended.length === 0
        ? nothing
        : html`<section aria-labelledby="ended-title">
          <h2 id="ended-title">Ended <span class="tally">${ended.length}</span></h2>
          <label class="choice"
            ><input
              type="checkbox"
              .checked=${showEnded}
              @change=${() => page.choose({ showEnded: !showEnded })}
            />
            Show what was found and is over</label
          >
          ${
            showEnded
              ? cards(page, ended)
              : html`<p class="hint">${plural(ended.length, 'finding')} not shown.</p>`
          }
        </section>`
    }
  </div>`;
}

function cards(page: Page, findings: readonly FindingPicture[]): TemplateResult {
  return html`${repeat(
    findings,
    ({ key, begin }) => `${key}${begin}`,
    (finding) => findingCard(page, finding),
  )}`;
}
