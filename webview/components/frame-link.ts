/** A frame that leads to its source: the editor opens it; a browser copies the position, or makes a link of it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Combinator, Frame } from '../../protocol/frame.ts';
import type { Location } from '../../protocol/location.ts';
import type { Page } from '../page.ts';
import { positionText, shortPlace, vscodeLink } from '../text/place.ts';
import { shown } from '../text/shown.ts';

export function frameLink(page: Page, frame: Frame): TemplateResult {
  const through = combinatorText(frame);
  const name = html`<bdi class="function">${shown(frame.function)}</bdi>`;
  const combinator = through ? html` <span class="through">${through}</span>` : nothing;
  if (frame.file === '') return html`<span class="frame">${name}${combinator}</span>`;
  return html`<span class="frame ${frame.internal ? 'internal' : ''}"
    >${placeLink(page, frame, frame.generated, html`${name} ${placeText(page, frame)}`)}${combinator}</span
  >`;
}

/** A place without a function, as findings have. */
export function locationLink(page: Page, place: Location): TemplateResult {
  return placeLink(page, place, null, placeText(page, place));
}

function placeText(page: Page, place: Location): TemplateResult {
  return html`<bdi class="place">${shown(shortPlace(place, page.cwd))}</bdi>`;
}

function placeLink(
  page: Page,
  place: Location,
  generated: Location | null,
  content: TemplateResult,
): TemplateResult {
  const position = shown(positionText(place), 1000);
  const link = page.opensLinks ? vscodeLink(place) : null;
  if (link)
    return html`<a class="link" href=${link} title=${`Open ${position} in VS Code`}>${content}</a>`;
  const verb = page.opensSource ? 'Open' : 'Copy';
  return html`<button
    type="button"
    class="link"
    title=${`${verb} ${position}`}
    @click=${(event: Event) => {
      event.stopPropagation();
      page.open(place, generated);
    }}
  >
    ${content}
  </button>`;
}

/** `all · member 3`, `race`, `all · 1,000 members`. */
function combinatorText({ combinator, outerCombinators = [] }: Frame): string {
  return [combinator, ...outerCombinators].flatMap((each) => (each ? [one(each)] : [])).join(', ');
}

function one({ kind, index, members }: Combinator): string {
  if (members !== undefined && members > 1) return `Promise.${kind} of ${members}`;
  return index === null ? `Promise.${kind}` : `Promise.${kind}[${index}]`;
}
