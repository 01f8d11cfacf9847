/**
 * `<ls-rows>`: rows of which only the visible ones exist. The grid around them scrolls, below a header that stays, and
 * has the keyboard. The one file that knows @tanstack/virtual-core.
 */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { html, render, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { box } from './box.ts';

export interface RowsModel {
  readonly count: number;
  readonly rowHeight: number;
  /** Of the header above, in pixels. */
  readonly headerHeight: number;
  /** Index of the row that is chosen; -1: none. */
  readonly selected: number;
  readonly row: (index: number) => TemplateResult;
  readonly key: (index: number) => string;
  readonly onSelect: (index: number) => void;
}

export class VirtualRows extends HTMLElement {
  #model: RowsModel | null = null;
  #virtualizer: Virtualizer<HTMLElement, Element> | null = null;
  #unmount: (() => void) | null = null;
  #grid: HTMLElement | null = null;
  /** The row that the keyboard is at. */
  #active = 0;

  set model(model: RowsModel) {
    const moved = model.selected >= 0 && model.selected !== this.#model?.selected;
    this.#model = model;
    if (moved) this.#active = model.selected;
    this.#active = Math.max(0, Math.min(this.#active, model.count - 1));
    if (this.isConnected) this.#update();
  }

  connectedCallback(): void {
    this.setAttribute('role', 'rowgroup');
    this.#grid = this.closest('[role=grid]');
    this.#grid?.addEventListener('keydown', this.#onKey);
    this.#virtualizer = new Virtualizer<HTMLElement, Element>(this.#options());
    this.#unmount = this.#virtualizer._didMount();
    this.#update();
  }

  disconnectedCallback(): void {
    this.#grid?.removeEventListener('keydown', this.#onKey);
    this.#grid?.removeAttribute('aria-activedescendant');
    this.#unmount?.();
    this.#virtualizer = null;
  }

  #options() {
    const { count = 0, rowHeight = 24, headerHeight = 0 } = this.#model ?? {};
    return {
      count,
      scrollMargin: headerHeight,
      scrollPaddingStart: headerHeight,
      getScrollElement: () => this.#grid,
      estimateSize: () => rowHeight,
      overscan: 6,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.#draw(),
    };
  }

  #update(): void {
    this.#virtualizer?.setOptions(this.#options());
    this.#virtualizer?._willUpdate();
    this.#draw();
  }

  #draw(): void {
    const model = this.#model;
    const virtualizer = this.#virtualizer;
    if (!model || !virtualizer) return;
    if (model.count > 0) this.#grid?.setAttribute('aria-activedescendant', rowId(this.#active));
    const items = virtualizer.getVirtualItems();
    render(
      html`<div class="rows" role="presentation" ${box({ height: `${virtualizer.getTotalSize()}px` })}>
        ${repeat(
          items,
          ({ index }) => model.key(index),
          ({ index, start }) =>
            html`<div
              class="row ${index === this.#active ? 'active' : ''}"
              role="row"
              id=${rowId(index)}
              aria-rowindex=${index + 2}
              aria-selected=${index === model.selected}
              ${box({ top: `${start - model.headerHeight}px`, height: `${model.rowHeight}px` })}
              @click=${() => this.#choose(index)}
            >
              ${model.row(index)}
            </div>`,
        )}
      </div>`,
      this,
    );
  }

  #choose(index: number): void {
    this.#active = index;
    this.#model?.onSelect(index);
    this.#draw();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const model = this.#model;
    // Links within rows have keys of their own.
    if (!model || event.target !== this.#grid || model.count === 0) return;
    const page = Math.max(1, Math.floor((this.#grid?.clientHeight ?? 0) / model.rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -model.count,
      End: model.count,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      this.#active = Math.max(0, Math.min(model.count - 1, this.#active + step));
      this.#virtualizer?.scrollToIndex(this.#active, { align: 'auto' });
      this.#draw();
    } else if (event.key === 'Enter' || event.key === ' ') this.#choose(this.#active);
    else return;
    event.preventDefault();
  };
}

function rowId(index: number): string {
  return `row-${index}`;
}
