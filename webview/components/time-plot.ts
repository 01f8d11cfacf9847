/** Draws numbers over time. The one file that knows uPlot. */
import UPlot from 'uplot';
import type { BlockPicture } from '../../protocol/rpc/webview.ts';
import { formatTime } from '../text/quantity.ts';
import { drawBlocks } from './block-spans.ts';
import { colour } from './theme.ts';

export interface PlotSeries {
  readonly label: string;
  /** Custom property of the colour, and the dashes that tell it apart without colour. */
  readonly colour: string;
  readonly dash: readonly number[];
}

export interface PlotOptions {
  readonly series: readonly PlotSeries[];
  readonly scale: 'linear' | 'log';
  /** For the axis. */
  readonly format: (value: number) => string;
  /** The axis reaches up to this at least. */
  readonly least: number;
  readonly onHover: (index: number | null) => void;
  readonly onSelect: (from: number, to: number) => void;
  readonly onClick: (time: number, millisecondsPerPixel: number) => void;
}

export interface PlotContent {
  /** Epoch milliseconds, ascending. */
  readonly time: readonly number[];
  /** As many numbers for each series. */
  readonly values: readonly (readonly number[])[];
  /** Times before which no line is drawn: nothing was seen since the value before. */
  readonly resumedAt: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly BlockPicture[];
  readonly selectedBlock: number | null;
}

/** Below this a logarithmic axis ends: what is smaller is as good as nothing. */
const floor = 0.1;
const axisWidth = 64;
const height = 128;
/** Room for the letters of blocks. */
const topPadding = 16;

export class TimePlot {
  readonly #options: PlotOptions;
  readonly #plot: UPlot;
  #content: PlotContent = emptyContent;

  constructor(parent: HTMLElement, width: number, options: PlotOptions) {
    this.#options = options;
    this.#plot = new UPlot(this.#uplotOptions(width), [[]], parent);
    // Clicks that end a selection are no clicks on a block.
    this.#plot.over.addEventListener('click', ({ offsetX }) => {
      const { scales } = this.#plot;
      const span = (scales['x']?.max ?? 0) - (scales['x']?.min ?? 0);
      const perPixel = span / Math.max(1, this.#plot.over.clientWidth);
      options.onClick(this.#plot.posToVal(offsetX, 'x'), perPixel);
    });
  }

  show(content: PlotContent): void {
    this.#content = content;
    const { scale } = this.#options;
    const values = content.values.map((column) =>
      scale === 'log' ? column.map((value) => Math.max(floor, value)) : [...column],
    );
    this.#plot.batch(() => {
      this.#plot.setData([[...content.time], ...values], false);
      this.#plot.setScale('x', { min: content.from, max: content.to });
    });
  }

  resize(width: number): void {
    this.#plot.setSize({ width, height });
  }

  /** Colours may have changed. */
  repaint(): void {
    this.#plot.redraw(false, true);
  }

  /** Moves the cursor to a sample, as a pointer would. */
  pointAt(index: number): void {
    const time = this.#content.time[index];
    if (time === undefined) return;
    const left = this.#plot.valToPos(time, 'x');
    this.#plot.setCursor({ left, top: this.#plot.over.clientHeight / 2 });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #uplotOptions(width: number): UPlot.Options {
    const { series, scale, format, least, onHover, onSelect } = this.#options;
    const axis = {
      stroke: () => colour('--muted'),
      grid: { stroke: () => colour('--grid'), width: 1 },
      ticks: { stroke: () => colour('--grid'), width: 1, size: 4 },
      font: '11px sans-serif',
    };
    return {
      width,
      height,
      ms: 1,
      padding: [topPadding, 8, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: 'time', setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { size: 6 },
        y: false,
      },
      scales: {
        x: { time: true },
        y:
          scale === 'log'
            ? { distr: 3, range: (_plot, _min, max) => [floor, Math.max(least, max * 1.5)] }
            : { range: (_plot, _min, max) => [0, Math.max(least, max * 1.1)] },
      },
      series: [
        {},
        ...series.map(({ label, colour: name, dash }) => ({
          label,
          stroke: () => colour(name),
          width: 1.5,
          dash: [...dash],
          points: { show: false },
          gaps: (plot: UPlot) => this.#gaps(plot),
        })),
      ],
      axes: [
        { ...axis, size: 24, space: 90, values: (_plot, ticks) => ticks.map(formatTime) },
        {
          ...axis,
          size: axisWidth,
          space: 28,
          values: (_plot, ticks) => ticks.map(format),
          // A logarithmic axis has more lines by itself than there is room for.
          filter: (_plot, splits) => splits,
          ...(scale === 'log' ? { splits: (_plot, _axis, _min, max) => powersOfTen(max) } : {}),
        },
      ],
      hooks: {
        draw: [(plot) => this.#drawBlocks(plot)],
        setCursor: [(plot) => onHover(plot.cursor.idx ?? null)],
        setSelect: [
          (plot) => {
            const { left, width: wide } = plot.select;
            if (wide < 4) return;
            const from = plot.posToVal(left, 'x');
            const to = plot.posToVal(left + wide, 'x');
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            onSelect(from, to);
          },
        ],
      },
    };
  }

  /** Where lines break off, as pairs of canvas pixels. */
  #gaps(plot: UPlot): [number, number][] {
    const { time, resumedAt } = this.#content;
    const xOf = (at: number) => Math.round(plot.valToPos(at, 'x', true));
    return resumedAt.flatMap((resumed): [number, number][] => {
      const before = time[time.indexOf(resumed) - 1];
      return before === undefined ? [] : [[xOf(before), xOf(resumed)]];
    });
  }

  #drawBlocks(plot: UPlot): void {
    const { left, top, width, height: tall } = plot.bbox;
    const area = {
      left,
      top,
      width,
      height: tall,
      ratio: devicePixelRatio,
      xOf: (time: number) => plot.valToPos(time, 'x', true),
    };
    drawBlocks(plot.ctx, area, this.#content.blocks, this.#content.selectedBlock);
  }
}

function powersOfTen(max: number): number[] {
  const powers: number[] = [];
  for (let power = floor; power <= max; power *= 10) powers.push(Number(power.toPrecision(1)));
  return powers;
}

const emptyContent: PlotContent = {
  time: [],
  values: [],
  resumedAt: [],
  from: 0,
  to: 1,
  blocks: [],
  selectedBlock: null,
};
