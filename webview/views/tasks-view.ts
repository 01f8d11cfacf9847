/** Tasks: the await forest as an icicle, and beside it the table of the stacks that are pending. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Page } from '../page.ts';
import type { Choices } from '../state/choices.ts';
import { Forest } from '../state/forest.ts';
import { Matches } from '../state/matches.ts';
import { memo } from '../state/memo.ts';
import { taskRows } from '../state/task-rows.ts';
import type { Tasks } from '../state/tasks.ts';
import { formatCount, plural } from '../text/quantity.ts';
import { shown } from '../text/shown.ts';
import { emptyNote, loadingNote } from './notes.ts';
import { taskDetails } from './task-details.ts';
import { taskTable } from './task-table.ts';

const forestOf = memo(
  (tasks: Tasks, showInternal: boolean, width: 'tasks' | 'time') =>
    new Forest(tasks, { showInternal, width }),
);
const matchesOf = memo((tasks: Tasks, search: string) => new Matches(tasks, search));
const rowsOf = memo((tasks: Tasks, matches: Matches, sort: Choices['sort'], stuckOnly: boolean) =>
  taskRows(tasks, matches, { sort, stuckOnly }),
);

export function tasksView(page: Page): TemplateResult {
  const { tasks, loop } = page.pictures;
  if (!tasks || !loop?.latest) return loadingNote(page);
  if (tasks.size === 0) {
    return emptyNote(
      'Nothing is pending',
      'No async function has been suspended for half a second.',
    );
  }
  const { choices } = page;
  const forest = forestOf(tasks, choices.showInternal, choices.width);
  const matches = matchesOf(tasks, choices.search);
  const rows = rowsOf(tasks, matches, choices.sort, choices.stuckOnly);
  const root = forest.find(choices.zoom);
  const model = {
    forest,
    matches,
    root,
    width: choices.width,
    onZoom: (node: number) => page.choose({ zoom: forest.keysTo(node) }),
  };
  return html`${toolbar(page, tasks, rows.length)}
    <div class="tasks">
      <section class="part" aria-labelledby="forest-title">
        <h2 id="forest-title">Who awaits whom</h2>
        ${path(page, forest, root)}
        <ls-icicle .model=${model}></ls-icicle>
        ${legend()}
      </section>
      <section class="part" aria-labelledby="pending-title">
        <h2 id="pending-title">Pending stacks <span class="tally">${formatCount(rows.length)}</span></h2>
        ${taskTable(page, tasks, rows)} ${taskDetails(page, tasks)}
      </section>
    </div>`;
}

function toolbar(page: Page, tasks: Tasks, rows: number): TemplateResult {
  const { search, width, showInternal, stuckOnly } = page.choices;
  const { left } = tasks.picture;
  return html`<div class="toolbar" role="search">
    <input
      type="search"
      placeholder="Search functions, files, what is awaited"
      aria-label="Search functions, files and what is awaited"
      .value=${search}
      @input=${(event: Event) => page.choose({ search: (event.target as HTMLInputElement).value })}
    />
    <label class="choice"
      >Width
      <select
        @change=${(event: Event) =>
          page.choose({
            width: (event.target as HTMLSelectElement).value === 'time' ? 'time' : 'tasks',
          })}
      >
        <option value="tasks" ?selected=${width === 'tasks'}>number of tasks</option>
        <option value="time" ?selected=${width === 'time'}>total waiting time</option>
      </select></label
    >
    ${check('Internal frames', showInternal, () => page.choose({ showInternal: !showInternal }))}
    ${check('Stuck only', stuckOnly, () => page.choose({ stuckOnly: !stuckOnly }))}
    <span class="hint" role="status"
      >${search || stuckOnly ? `${plural(rows, 'stack')} of ${formatCount(tasks.size)}` : plural(tasks.total, 'task')}${
        left.groups > 0 ? `; ${plural(left.groups, 'more stack')} not shown` : ''
      }</span
    >
  </div>`;
}

function check(label: string, on: boolean, toggle: () => void): TemplateResult {
  return html`<label class="choice"
    ><input type="checkbox" .checked=${on} @change=${toggle} /> ${label}</label
  >`;
}

/** From all tasks to the function that fills the width; each is a way back. */
function path(page: Page, forest: Forest, root: number): TemplateResult | typeof nothing {
  if (root === 0) return nothing;
  const keys = forest.keysTo(root);
  const names: string[] = [];
  for (let node = root; node > 0; node = forest.parent(node)) {
    names.push(shown(forest.frame(node).function, 60));
  }
  return html`<nav class="path" aria-label="Zoomed into">
    <button type="button" class="link" @click=${() => page.choose({ zoom: [] })}>All tasks</button>
    ${names.reverse().map(
      (name, index) =>
        html`› <button
            type="button"
            class="link"
            @click=${() => page.choose({ zoom: keys.slice(0, index + 1) })}
          >
            <bdi>${name}</bdi>
          </button>`,
    )}
  </nav>`;
}

function legend(): TemplateResult {
  const item = (kind: string, text: string) =>
    html`<li><span class="cell sample ${kind}" aria-hidden="true"></span> ${text}</li>`;
  return html`<ul class="legend-list">
    ${item('pending', 'pending')} ${item('stuck', '◷ stuck')} ${item('cycle', '↻ await cycle')}
  </ul>`;
}
