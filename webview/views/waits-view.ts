/** Waits on whom: deadlocks as rings, and promises that many wait for. */
import { html, type TemplateResult } from 'lit-html';
import { certaintyBadge } from '../components/badge.ts';
import { frameLink } from '../components/frame-link.ts';
import { mostOfRing, ring } from '../components/ring.ts';
import type { Page } from '../page.ts';
import { memo } from '../state/memo.ts';
import type { Tasks } from '../state/tasks.ts';
import { type Cycle, cyclesOf, type SharedPromise, sharedPromisesOf } from '../state/waits.ts';
import { formatCount, plural } from '../text/quantity.ts';
import { shown } from '../text/shown.ts';
import { emptyNote, loadingNote } from './notes.ts';

/** Of each kind; the table of tasks has all of them. */
const mostListed = 50;

const waitsOf = memo((tasks: Tasks) => ({
  cycles: cyclesOf(tasks),
  shared: sharedPromisesOf(tasks),
}));

export function waitsView(page: Page): TemplateResult {
  const { tasks, loop } = page.pictures;
  if (!tasks || !loop?.latest) return loadingNote(page);
  const { cycles, shared } = waitsOf(tasks);
  if (cycles.length + shared.length === 0) {
    return emptyNote(
      'Nobody waits in a circle',
      'No await cycle and no promise that several functions share is pending.',
    );
  }
  return html`<div class="waits">
    ${cycles.slice(0, mostListed).map((cycle) => cycleCard(page, cycle))}
    ${shared.slice(0, mostListed).map((promise) => sharedCard(page, promise))}
    ${
      cycles.length + shared.length > 2 * mostListed
        ? html`<p class="hint">The first ${mostListed} of each kind.</p>`
        : ''
    }
  </div>`;
}

function cycleCard(page: Page, { frames, proven, count }: Cycle): TemplateResult {
  const title = proven ? 'Deadlock' : 'Perhaps a deadlock';
  const often = count > 1 ? `, ${formatCount(count)} times the same` : '';
  const draws = frames.length <= mostOfRing;
  return html`<section class="card wait">
    <header>
      <h2><span aria-hidden="true">↻</span> ${title}: ${plural(frames.length, 'function')} in a cycle${often}</h2>
      ${certaintyBadge(proven ? 'proven' : 'suspected')}
    </header>
    ${draws ? html`<div class="drawing">${ring(page, frames)}</div>` : ''}
    <ol class="chain" aria-label="The cycle, step by step">
      ${frames.map(
        (frame, index) => html`<li>
          ${frameLink(page, frame)}
          <span class="hint">awaits ${awaited(index, frames.length)}</span>
        </li>`,
      )}
    </ol>
  </section>`;
}

function awaited(index: number, count: number): string {
  if (count === 1) return 'itself ↻';
  return index === count - 1 ? 'the first again ↻' : 'the next';
}

function sharedCard(page: Page, { call, awaiters, waiting }: SharedPromise): TemplateResult {
  return html`<section class="card wait">
    <header>
      <h2><span aria-hidden="true">⋔</span> ${plural(waiting, 'task')} on a shared promise</h2>
    </header>
    <div class="star">
      <ul class="awaiters" aria-label="Who waits">
        ${awaiters
          .slice(0, mostListed)
          .map(
            ({ frame, count }) =>
              html`<li>${frameLink(page, frame)} <span class="tally">${formatCount(count)}</span></li>`,
          )}
      </ul>
      <span class="arrow-to" aria-hidden="true">⟶</span>
      <p class="shared"><span class="hint">a promise inside</span> <bdi class="function">${shown(call, 120)}</bdi></p>
    </div>
    ${
      awaiters.length > mostListed
        ? html`<p class="hint">and ${plural(awaiters.length - mostListed, 'more function')}</p>`
        : ''
    }
  </section>`;
}
