/** `<ls-icicle>`: the await forest as boxes, the outermost functions on top, each as wide as what waits below it. */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Forest } from '../state/forest.ts';
import { type IcicleBox, icicleLayout } from '../state/icicle-layout.ts';
import type { Matches } from '../state/matches.ts';
import { positionText } from '../text/place.ts';
import { formatCount, formatDuration, plural } from '../text/quantity.ts';
import { shown } from '../text/shown.ts';
import { stateSign, stateWord } from './badge.ts';
import { box } from './box.ts';

export interface IcicleModel {
  readonly forest: Forest;
  readonly matches: Matches;
  readonly width: 'tasks' | 'time';
  /** Of the node that fills the width; 0: all. */
  readonly root: number;
  readonly onZoom: (node: number) => void;
}

/** Pixels. */
const rowHeight = 22;
const narrowest = 3;
/** A name needs some room. */
const nameWidth = 28;

export class Icicle extends HTMLElement {
  #model: IcicleModel | null = null;
  #boxes: readonly IcicleBox[] = [];
  /** The node that the keyboard is at. */
  #active = 0;
  #width = 0;
  readonly #resize = new ResizeObserver(() => {
    if (this.clientWidth === this.#width) return;
    this.#layout();
  });

  set model(model: IcicleModel) {
    const known = this.#model;
    if (known?.forest !== model.forest || known.root !== model.root) this.#active = model.root;
    this.#model = model;
    if (this.isConnected) this.#layout();
  }

  connectedCallback(): void {
    this.setAttribute('role', 'tree');
    this.setAttribute('aria-label', 'Await forest');
    this.addEventListener('keydown', this.#onKey);
    this.#resize.observe(this);
    this.#layout();
  }

  disconnectedCallback(): void {
    this.removeEventListener('keydown', this.#onKey);
    this.#resize.disconnect();
  }

  #layout(): void {
    if (!this.#model) return;
    this.#width = this.clientWidth;
    const { forest, root } = this.#model;
    this.#boxes = icicleLayout(forest, root, narrowest / Math.max(1, this.#width));
    this.#draw();
  }

  #draw(): void {
    const model = this.#model;
    if (!model) return;
    const depth = this.#boxes.reduce((most, each) => Math.max(most, each.depth), 0);
    render(
      html`<div class="icicle" role="presentation" ${box({ height: `${(depth + 1) * rowHeight}px` })}>
        ${repeat(
          this.#boxes,
          (each, index) => (each.node > 0 ? each.node : `rest-${index}`),
          (each) => this.#box(model, each),
        )}
      </div>`,
      this,
    );
  }

  #box(model: IcicleModel, { node, nodes, depth, left, width }: IcicleBox): TemplateResult {
    const { forest, matches } = model;
    const wide = width * this.#width;
    const at = box({
      left: `${left * 100}%`,
      width: `${Math.max(1, wide - 1)}px`,
      top: `${depth * rowHeight}px`,
      height: `${rowHeight - 1}px`,
    });
    if (nodes !== 1) {
      return html`<div class="cell rest" title=${plural(nodes, 'more function')} ${at}></div>`;
    }
    const isRoot = node === 0;
    const state = forest.state(node);
    const name = isRoot ? 'All tasks' : shown(forest.frame(node).function);
    const label = this.#label(model, node, name);
    const dim = !isRoot && !matches.all && !matches.frame(forest.frameIndex(node));
    const internal = !isRoot && forest.frame(node).internal;
    return html`<div
      class="cell ${isRoot ? 'root' : state} ${dim ? 'dim' : ''} ${!dim && !matches.all && !isRoot ? 'found' : ''} ${internal ? 'internal' : ''}"
      role="treeitem"
      aria-level=${depth + 1}
      aria-label=${label}
      aria-selected=${node === model.root}
      tabindex=${node === this.#active ? 0 : -1}
      data-node=${node}
      data-sign=${isRoot || state === 'pending' ? nothing : stateSign(state)}
      data-amount=${wide >= nameWidth ? this.#amount(model, node) : nothing}
      title=${label}
      ${at}
      @click=${() => this.#zoom(node)}
    >
      ${wide >= nameWidth ? html`<bdi>${name}</bdi>` : nothing}
    </div>`;
  }

  #amount({ forest, width }: IcicleModel, node: number): string {
    return width === 'tasks'
      ? formatCount(forest.count(node))
      : formatDuration(forest.weight(node));
  }

  #label({ forest, width }: IcicleModel, node: number, name: string): string {
    const place = node === 0 ? '' : `, ${shown(positionText(forest.frame(node)), 500)}`;
    const stuck = forest.stuck(node);
    const state =
      forest.state(node) === 'stuck'
        ? `, ${formatCount(stuck)} stuck`
        : forest.state(node) === 'cycle'
          ? `, ${stateWord('cycle')}`
          : '';
    const waited =
      width === 'time' ? `, ${formatDuration(forest.weight(node))} waited together` : '';
    return `${name}, ${plural(forest.count(node), 'task')}${state}${waited}${place}`;
  }

  #zoom(node: number): void {
    const model = this.#model;
    if (!model) return;
    this.#active = node;
    // A second click on what fills the width goes back out.
    model.onZoom(node === model.root ? model.forest.parent(node) : node);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const model = this.#model;
    if (!model) return;
    const next = this.#next(event.key, model);
    if (next !== null) this.#focus(next);
    else if (event.key === 'Enter' || event.key === ' ') this.#zoom(this.#active);
    else if (event.key === 'Escape') model.onZoom(0);
    else return;
    event.preventDefault();
  };

  /** Down and up are the levels, left and right the siblings. */
  #next(key: string, { forest }: IcicleModel): number | null {
    const here = this.#boxes.find(({ node, nodes }) => node === this.#active && nodes === 1);
    if (!here) return null;
    const level = (depth: number) =>
      this.#boxes.filter((each) => each.depth === depth && each.nodes === 1);
    const siblings = level(here.depth);
    const at = siblings.indexOf(here);
    switch (key) {
      case 'ArrowRight':
        return siblings[at + 1]?.node ?? here.node;
      case 'ArrowLeft':
        return siblings[at - 1]?.node ?? here.node;
      case 'ArrowUp':
        return here.depth > 0 ? forest.parent(here.node) : here.node;
      case 'ArrowDown':
        return (
          level(here.depth + 1).find(({ node }) => forest.parent(node) === here.node)?.node ??
          here.node
        );
      default:
        return null;
    }
  }

  #focus(node: number): void {
    this.#active = node;
    this.#draw();
    const cell = this.querySelector<HTMLElement>(`[data-node="${node}"]`);
    cell?.focus();
  }
}
