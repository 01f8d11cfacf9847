/** `<ls-time-chart>`: a chart with its name, the values under the pointer, and the keys that do what a pointer does. */
import { html, render, svg, type TemplateResult } from 'lit-html';
import { onThemeChange } from './theme.ts';
import { type PlotContent, type PlotOptions, type PlotSeries, TimePlot } from './time-plot.ts';

export interface ChartModel extends PlotContent, Pick<PlotOptions, 'scale' | 'least'> {
  readonly title: string;
  readonly series: readonly PlotSeries[];
  readonly format: (value: number) => string;
  readonly onRange: (from: number, to: number) => void;
  readonly onFollow: () => void;
  readonly onBlockTime: (time: number, slack: number) => void;
}

/** Pixels around a pointer in which a block is hit. */
const slackPixels = 5;
const panShare = 0.2;
const zoomFactor = 1.6;

export class TimeChart extends HTMLElement {
  readonly #head = document.createElement('div');
  readonly #area = document.createElement('div');
  #model: ChartModel | null = null;
  #plot: TimePlot | null = null;
  #hovered: number | null = null;
  #leave: (() => void)[] = [];

  set model(model: ChartModel) {
    this.#model = model;
    if (this.isConnected) this.#show();
  }

  connectedCallback(): void {
    this.#head.className = 'chart-head';
    this.#area.className = 'chart-area';
    this.#area.tabIndex = 0;
    this.#area.setAttribute('role', 'group');
    this.replaceChildren(this.#head, this.#area);
    this.#area.addEventListener('keydown', this.#onKey);
    this.#area.addEventListener('wheel', this.#onWheel, { passive: false });
    this.#area.addEventListener('dblclick', this.#onDoubleClick);
    const resize = new ResizeObserver(() => this.#plot?.resize(this.#area.clientWidth));
    resize.observe(this.#area);
    this.#leave = [() => resize.disconnect(), onThemeChange(() => this.#plot?.repaint())];
    this.#show();
  }

  disconnectedCallback(): void {
    for (const leave of this.#leave) leave();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #show(): void {
    const model = this.#model;
    if (!model) return;
    this.#plot ??= new TimePlot(this.#area, this.#area.clientWidth, {
      series: model.series,
      scale: model.scale,
      least: model.least,
      format: model.format,
      onHover: (index) => {
        this.#hovered = index;
        this.#drawHead();
      },
      onSelect: (from, to) => this.#model?.onRange(from, to),
      onClick: (time, perPixel) => this.#model?.onBlockTime(time, perPixel * slackPixels),
    });
    this.#plot.show(model);
    this.#drawHead();
    this.#area.setAttribute('aria-label', this.#summary(model));
  }

  #drawHead(): void {
    const model = this.#model;
    if (!model) return;
    const { series, values, format, title } = model;
    const at = this.#hovered ?? model.time.length - 1;
    render(
      html`<h2>${title}</h2>
        <dl class="legend">
          ${series.map(
            (each, index) =>
              html`<div>
                <dt>${swatch(each)} ${each.label}</dt>
                <dd>${valueText(values[index]?.[at], format)}</dd>
              </div>`,
          )}
        </dl>`,
      this.#head,
    );
  }

  /** For those who do not see the lines. */
  #summary({ title, series, values, format, time, from, to }: ChartModel): string {
    const shown = series.map(({ label }, index) => {
      const column = (values[index] ?? []).filter((_, i) => {
        const at = time[i] ?? 0;
        return at >= from && at <= to;
      });
      if (column.length === 0) return `${label}: no values`;
      const max = column.reduce((a, b) => Math.max(a, b));
      return `${label}: now ${format(column.at(-1) ?? 0)}, at most ${format(max)}`;
    });
    return `${title}. ${shown.join('; ')}. Arrow keys read values; with Shift they move the time; plus and minus zoom; Escape follows again.`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.#model || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#act(event.key, event.shiftKey, this.#model)) return;
    event.preventDefault();
  };

  /** @returns false for a key that means nothing here */
  #act(key: string, shift: boolean, model: ChartModel): boolean {
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowRight': {
        const step = key === 'ArrowLeft' ? -1 : 1;
        if (shift) this.#pan(step * panShare);
        else this.#read(step);
        return true;
      }
      case '+':
      case '=':
        this.#zoom(1 / zoomFactor, 0.5);
        return true;
      case '-':
        this.#zoom(zoomFactor, 0.5);
        return true;
      case 'Escape':
        model.onFollow();
        return true;
      case 'Enter': {
        const time = model.time[this.#hovered ?? -1];
        if (time !== undefined) model.onBlockTime(time, 1_000);
        return true;
      }
      default:
        return false;
    }
  }

  #read(step: number): void {
    const { time = [] } = this.#model ?? {};
    const at = Math.min(time.length - 1, Math.max(0, (this.#hovered ?? time.length) + step));
    this.#head.setAttribute('aria-live', 'polite');
    this.#plot?.pointAt(at);
  }

  readonly #onWheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.ctrlKey) {
      const { left, width } = this.#area.getBoundingClientRect();
      this.#zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, (event.clientX - left) / Math.max(1, width));
    } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      this.#pan(Math.sign(sideways) * 0.05);
    } else return;
    event.preventDefault();
  };

  readonly #onDoubleClick = (): void => this.#model?.onFollow();

  #pan(share: number): void {
    const { from = 0, to = 0 } = this.#model ?? {};
    const by = (to - from) * share;
    this.#model?.onRange(from + by, to + by);
  }

  #zoom(factor: number, around: number): void {
    const { from = 0, to = 0 } = this.#model ?? {};
    const center = from + (to - from) * around;
    this.#model?.onRange(center - (center - from) * factor, center + (to - center) * factor);
  }
}

function swatch({ colour, dash }: PlotSeries): TemplateResult {
  const name = colour.slice(2);
  return html`<svg class="swatch ${name}" viewBox="0 0 18 6" aria-hidden="true">
    ${svg`<line x1="0" y1="3" x2="18" y2="3" stroke-dasharray=${dash.join(' ') || 'none'}></line>`}
  </svg>`;
}

function valueText(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? '–' : format(value);
}
