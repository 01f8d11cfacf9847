/** Who is looked at, whether it is live, and what can be done with all of it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { SessionState, StatusPicture } from '../../protocol/rpc/webview.ts';
import type { Connection } from '../host/host.ts';
import type { Page } from '../page.ts';
import { shortFile } from '../text/place.ts';
import { formatDuration } from '../text/quantity.ts';
import { shown } from '../text/shown.ts';

export function header(page: Page): TemplateResult {
  const { status } = page.store;
  return html`<header class="page-header">
    <div class="who">
      <h1>${status ? targetName(status) : 'Loopscope'}</h1>
      <p class="facts">${facts(page, status)}</p>
    </div>
    <div class="actions">${liveBadge(page)} ${actions(page)}</div>
  </header>`;
}

function targetName({ target, address }: StatusPicture): TemplateResult {
  if (!target) return html`<bdi>${shown(address)}</bdi>`;
  const script = target.argv.slice(1).find((word) => !word.startsWith('-'));
  return html`<bdi>${shown(script ? shortFile(script, target.cwd) : target.title, 80)}</bdi>`;
}

function facts({ store }: Page, status: StatusPicture | null): TemplateResult | typeof nothing {
  const target = status?.target;
  if (!target) return nothing;
  const attached = status.attachedAt;
  const up = target.uptimeSeconds * 1000 + (attached === null ? 0 : store.now - attached);
  return html`process ${target.pid} · Node ${shown(target.node, 40)} · up ${formatDuration(up)} ·
    <bdi>${shown(target.cwd, 120)}</bdi>`;
}

const stateWords = {
  connecting: 'Connecting',
  open: 'Connected',
  closed: 'Not connected',
  attaching: 'Attaching',
  live: 'Live',
  idle: 'Not followed',
  detached: 'Detached',
  gone: 'Gone',
  failed: 'Not attached',
} as const satisfies Record<SessionState['kind'] | Connection['kind'], string>;

function liveBadge(page: Page): TemplateResult {
  const { frozen, status, connection, host } = page.store;
  const isLive = status?.state.kind === 'live' && connection.kind === 'open';
  if (!isLive || host.kind === 'report') {
    const kind = connection.kind === 'open' ? status?.state.kind : connection.kind;
    const word = host.kind === 'report' ? 'Report' : stateWords[kind ?? 'connecting'];
    return html`<span class="state off"><span aria-hidden="true">■</span> ${word}</span>`;
  }
  return html`<button
    type="button"
    class="button state ${frozen ? 'off' : 'on'}"
    aria-pressed=${frozen}
    title=${frozen ? 'Follow the process again' : 'Hold everything still; the process goes on'}
    @click=${() => page.store.freeze(!frozen)}
  >
    <span aria-hidden="true">${frozen ? '❚❚' : '●'}</span> ${frozen ? 'Frozen' : 'Live'}
  </button>`;
}

function actions(page: Page): TemplateResult {
  const { status, host } = page.store;
  const report = host.kind === 'report' ? 'report' : status?.abilities.report;
  return html`<button type="button" class="button" ?disabled=${!status} @click=${() => page.copyAsMarkdown()}>
      Copy as Markdown
    </button>
    ${
      report
        ? html`${
            host.kind === 'report'
              ? nothing
              : html`<button type="button" class="button" @click=${() => page.exportReport('html')}>
                Export report
              </button>`
          }<button
            type="button"
            class="button"
            title="The same as a JSON document, for tools"
            @click=${() => page.exportReport('json')}
          >
            Export JSON
          </button>`
        : nothing
    }
    ${host.kind === 'editor' ? nothing : linkChoice(page)}`;
}

function linkChoice(page: Page): TemplateResult {
  return html`<label class="choice"
    >A click on a frame
    <select
      @change=${(event: Event) =>
        page.choose({
          links: (event.target as HTMLSelectElement).value === 'open' ? 'open' : 'copy',
        })}
    >
      <option value="copy" ?selected=${page.choices.links === 'copy'}>copies its position</option>
      <option value="open" ?selected=${page.choices.links === 'open'}>opens it in VS Code</option>
    </select></label
  >`;
}
