/** A stack as a list of links, innermost first. Frames of Node and of packages are folded where they are in a row. */
import { html, type TemplateResult } from 'lit-html';
import type { Frame } from '../../protocol/frame.ts';
import type { Page } from '../page.ts';
import { plural } from '../text/quantity.ts';
import { frameLink } from './frame-link.ts';

/** Frames in a row that are shown all the same. */
const fewest = 2;

export function stackList(page: Page, frames: readonly Frame[]): TemplateResult {
  if (frames.length === 0) {
    return html`<p class="hint">No stack: it was over before one could be taken.</p>`;
  }
  return html`<ol class="stack">
    ${runsOf(frames).map((run) =>
      run.length < fewest || !run[0]?.internal
        ? run.map((frame) => html`<li>${frameLink(page, frame)}</li>`)
        : html`<li>
            <details>
              <summary>${plural(run.length, 'internal frame')}</summary>
              <ol class="stack">
                ${run.map((frame) => html`<li>${frameLink(page, frame)}</li>`)}
              </ol>
            </details>
          </li>`,
    )}
  </ol>`;
}

function runsOf(frames: readonly Frame[]): readonly Frame[][] {
  const runs: Frame[][] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last?.[0]?.internal === frame.internal) last.push(frame);
    else runs.push([frame]);
  }
  return runs;
}
