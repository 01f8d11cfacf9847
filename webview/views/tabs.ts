/** The views, as tabs. */
import { html, type TemplateResult } from 'lit-html';
import type { Page } from '../page.ts';
import { type ViewName, viewNames } from '../state/choices.ts';
import { formatCount } from '../text/quantity.ts';

const titles: Readonly<Record<ViewName, string>> = {
  loop: 'Loop',
  tasks: 'Tasks',
  waits: 'Waits on Whom',
  findings: 'Findings',
  cost: 'Cost',
};

export function tabs(page: Page): TemplateResult {
  const { view } = page.choices;
  return html`<div class="tabs" role="tablist" aria-label="Views" @keydown=${(event: KeyboardEvent) => onKey(page, event)}>
    ${viewNames.map(
      (name) =>
        html`<button
          type="button"
          role="tab"
          id=${`tab-${name}`}
          aria-controls="view"
          aria-selected=${name === view}
          tabindex=${name === view ? 0 : -1}
          @click=${() => page.choose({ view: name })}
        >
          ${titles[name]} ${count(page, name)}
        </button>`,
    )}
  </div>`;
}

function count({ pictures }: Page, name: ViewName): TemplateResult {
  const numbers: Partial<Record<ViewName, number>> = {
    tasks: pictures.tasks?.total ?? 0,
    findings: pictures.findings?.findings.filter(({ end }) => end === null).length ?? 0,
  };
  const number = numbers[name];
  return number ? html`<span class="tally">${formatCount(number)}</span>` : html``;
}

function onKey(page: Page, event: KeyboardEvent): void {
  const at = viewNames.indexOf(page.choices.view);
  const last = viewNames.length - 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: at === last ? 0 : at + 1,
    ArrowLeft: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  const view = viewNames[targets[event.key] ?? -1];
  if (!view) return;
  event.preventDefault();
  page.choose({ view });
  document.getElementById(`tab-${view}`)?.focus();
}
