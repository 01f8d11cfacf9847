/** What stands where there is nothing to show yet, or nothing any more. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { StatusPicture } from '../../protocol/rpc/webview.ts';
import type { Page } from '../page.ts';
import { shown } from '../text/shown.ts';

export function emptyNote(title: string, text: string): TemplateResult {
  return html`<div class="empty">
    <p class="empty-title">${title}</p>
    <p>${text}</p>
  </div>`;
}

export function loadingNote(page: Page): TemplateResult {
  const { connection, status } = page.store;
  if (connection.kind === 'closed') return emptyNote('Not connected', connection.message);
  const { state, address = '' } = status ?? {};
  // The banner above says why.
  if (state?.kind === 'failed') return emptyNote('Cannot attach', 'Nothing has been collected.');
  if (state?.kind === 'gone') {
    return emptyNote('Nothing was seen', 'The process was lost before its first numbers came.');
  }
  if (state?.kind === 'detached') {
    return emptyNote('Detached', 'Nothing has been collected. Attach again to see the process.');
  }
  if (state?.kind === 'idle') {
    return emptyNote(
      'Nothing is followed',
      'There are no numbers over time for a process that is attached but not followed.',
    );
  }
  const what = state?.kind === 'attaching' ? `Attaching to ${shown(address)}` : 'Loading';
  return html`<div class="empty" role="status">
    <span class="spinner" aria-hidden="true"></span>
    <p class="empty-title">${what} …</p>
    <p>The first numbers come after about a second.</p>
  </div>`;
}

/** Above the views: the state of the session, whenever it is not simply live. */
export function sessionBanner(page: Page): TemplateResult | typeof nothing {
  const { connection, status, host } = page.store;
  if (host.kind === 'report') {
    return banner('info', 'ℹ', 'This is a report: it shows what was seen until it was exported.');
  }
  if (connection.kind === 'closed') return banner('error', '✖', connection.message);
  switch (status?.state.kind) {
    case 'gone':
      return banner(
        'warning',
        '▲',
        `${shown(status.state.reason.message, 1000)} ${prospect(status)}${kept(page)}`,
        again(page),
      );
    case 'detached':
      return banner(
        'info',
        'ℹ',
        `Detached. The process goes on as it was found. ${kept(page)}`,
        again(page),
      );
    case 'idle':
      return banner(
        'info',
        'ℹ',
        `The process is attached, but a setting keeps it from being followed. ${kept(page)}`,
        button('Follow what happens', () => page.follow()),
      );
    case 'failed':
      return banner('error', '✖', shown(status.state.message, 2000), again(page));
    default:
      return nothing;
  }
}

/** Nothing, when there is nothing to keep. */
function kept({ pictures }: Page): string {
  return pictures.loop?.latest ? 'What was seen until then stays here.' : '';
}

function prospect({ state, abilities }: StatusPicture): string {
  const isOver = state.kind === 'gone' && state.reason.kind === 'exited' && !abilities.attachAgain;
  return isOver ? 'It cannot be attached to again. ' : '';
}

function again(page: Page): TemplateResult | typeof nothing {
  if (!page.store.status?.abilities.attachAgain) return nothing;
  return button('Attach again', () => page.attachAgain());
}

function button(text: string, run: () => void): TemplateResult {
  return html`<button type="button" class="button" @click=${run}>${text}</button>`;
}

function banner(
  kind: 'info' | 'warning' | 'error',
  sign: string,
  text: string,
  action: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="banner ${kind}" role=${kind === 'info' ? 'status' : 'alert'}>
    <span class="sign" aria-hidden="true">${sign}</span><span>${text}</span>${action}
  </div>`;
}
