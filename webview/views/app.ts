/** The whole page. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Page } from '../page.ts';
import type { ViewName } from '../state/choices.ts';
import { shown } from '../text/shown.ts';
import { costView } from './cost-view.ts';
import { findingsView } from './findings-view.ts';
import { header } from './header.ts';
import { loopView } from './loop-view.ts';
import { sessionBanner } from './notes.ts';
import { tabs } from './tabs.ts';
import { tasksView } from './tasks-view.ts';
import { waitsView } from './waits-view.ts';

const views: Readonly<Record<ViewName, (page: Page) => TemplateResult>> = {
  loop: loopView,
  tasks: tasksView,
  waits: waitsView,
  findings: findingsView,
  cost: costView,
};

export function app(page: Page): TemplateResult {
  const { view } = page.choices;
  return html`${header(page)}
    <main>
      ${sessionBanner(page)} ${tabs(page)}
      <div id="view" class="view" role="tabpanel" tabindex="-1" aria-labelledby=${`tab-${view}`}>
        ${views[view](page)}
      </div>
    </main>
    ${notice(page)}`;
}

function notice(page: Page): TemplateResult {
  const { notice } = page.store;
  return html`<div class="notice ${notice ? 'on' : ''}" role="status">
    ${notice ? shown(notice.text, 1000) : nothing}
  </div>`;
}
