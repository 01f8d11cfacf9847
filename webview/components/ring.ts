/** An await cycle as a ring that can be read at a glance. */
import { html, svg, type TemplateResult } from 'lit-html';
import type { Frame } from '../../protocol/frame.ts';
import type { Page } from '../page.ts';
import { positionText, shortPlace } from '../text/place.ts';
import { shown } from '../text/shown.ts';
import { boxHeight, boxWidth, ringLayout } from './ring-layout.ts';

/** Larger rings are lists: nobody reads a hundred names in a circle. */
export const mostOfRing = 12;
/** Characters that fit into a box. */
const nameLength = 24;
const placeLength = 30;

/** @param frames each awaits the next one, and the last one the first */
export function ring(page: Page, frames: readonly Frame[]): TemplateResult {
  const { width, height, points, arrows } = ringLayout(frames.length);
  const names = frames.map((frame) => shown(frame.function, 60));
  const label = `Await cycle: ${[...names, names[0]].join(' awaits ')}`;
  return html`<svg class="ring" viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="group" aria-label=${label}>
    <defs>
      <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M 0 0 L 8 4 L 0 8 z"></path>
      </marker>
    </defs>
    ${arrows.map((path) => svg`<path class="arrow" d=${path} marker-end="url(#arrow)"></path>`)}
    ${frames.map((frame, index) => {
      const { x = 0, y = 0 } = points[index] ?? {};
      return box(page, frame, x, y);
    })}
  </svg>`;
}

function box(page: Page, frame: Frame, x: number, y: number) {
  const verb = page.opensSource ? 'open' : 'copy';
  const open = () => page.open(frame, frame.generated);
  const name = fit(shown(frame.function, 60), nameLength);
  const place = fitEnd(shown(shortPlace(frame, page.cwd), 200), placeLength);
  return svg`<g
    class="ring-box"
    role="button"
    tabindex="0"
    aria-label=${`${name} ${place}, ${verb} ${shown(positionText(frame), 300)}`}
    transform="translate(${x - boxWidth / 2} ${y - boxHeight / 2})"
    @click=${open}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      open();
    }}
  >
    <rect width=${boxWidth} height=${boxHeight} rx="4"></rect>
    <text x=${boxWidth / 2} y="17">${name}</text>
    <text class="place" x=${boxWidth / 2} y="32">${place}</text>
  </g>`;
}

function fit(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The end of a path tells most. */
function fitEnd(text: string, most: number): string {
  return text.length > most ? `…${text.slice(1 - most)}` : text;
}
