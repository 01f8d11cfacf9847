/** What the charts of the event loop show. */
import type { LoopPicture, SampleColumns } from '../../protocol/rpc/webview.ts';
import { blockAt } from '../components/block-spans.ts';
import type { ChartModel } from '../components/time-chart.ts';
import type { PlotSeries } from '../components/time-plot.ts';
import type { Page } from '../page.ts';
import { clampInterval, type Interval, newestOf } from '../state/time-range.ts';
import { formatBytes, formatDuration, formatPercent } from '../text/quantity.ts';

interface Chart extends Pick<ChartModel, 'title' | 'scale' | 'least' | 'format'> {
  readonly lines: readonly (PlotSeries & {
    readonly read: (samples: SampleColumns) => readonly number[];
  })[];
}

const solid: readonly number[] = [];
const dashed = [6, 3];
const dotted = [2, 3];

const charts: readonly Chart[] = [
  {
    title: 'Event-loop delay',
    scale: 'log',
    least: 100,
    format: formatDuration,
    lines: [
      { label: 'p50', colour: '--series-1', dash: dotted, read: (samples) => samples.lagP50 },
      { label: 'p99', colour: '--series-2', dash: dashed, read: (samples) => samples.lagP99 },
      { label: 'max', colour: '--series-3', dash: solid, read: (samples) => samples.lagMax },
    ],
  },
  {
    title: 'Busy',
    scale: 'linear',
    least: 100,
    format: formatPercent,
    lines: [
      {
        label: 'event loop',
        colour: '--series-1',
        dash: solid,
        read: (samples) => samples.utilization.map((share) => share * 100),
      },
      { label: 'CPU', colour: '--series-2', dash: dashed, read: (samples) => samples.cpuPercent },
    ],
  },
  {
    title: 'Memory',
    scale: 'linear',
    least: 10e6,
    format: formatBytes,
    lines: [
      {
        label: 'heap used',
        colour: '--series-1',
        dash: solid,
        read: (samples) => samples.heapUsedBytes,
      },
      {
        label: 'heap',
        colour: '--series-2',
        dash: dashed,
        read: (samples) => samples.heapTotalBytes,
      },
      { label: 'process', colour: '--series-3', dash: dotted, read: (samples) => samples.rssBytes },
    ],
  },
  {
    title: 'Garbage collection, in a second',
    scale: 'linear',
    least: 20,
    format: formatDuration,
    lines: [{ label: 'time', colour: '--series-1', dash: solid, read: (samples) => samples.gcMs }],
  },
];

export function loopCharts(
  page: Page,
  { samples, blocks, resumedAt }: LoopPicture,
  { from, to }: Interval,
): readonly ChartModel[] {
  const { time } = samples;
  const shared = {
    time,
    from,
    to,
    resumedAt,
    blocks,
    selectedBlock: page.choices.block,
    onRange: (start: number, end: number) => {
      const newest = newestOf({ samples, blocks });
      const range = clampInterval({ from: start, to: end }, time[0] ?? start, newest);
      page.choose({ range });
    },
    onFollow: () => page.choose({ range: { kind: 'last', spanMs: 60_000 } }),
    onBlockTime: (at: number, slack: number) =>
      page.choose({ block: blockAt(blocks, at, slack)?.id ?? null }),
  };
  return charts.map(({ lines, ...chart }) => ({
    ...shared,
    ...chart,
    series: lines,
    values: lines.map(({ read }) => read(samples)),
  }));
}

/** The same, of what Loopscope itself takes. */
export function costCharts(
  page: Page,
  loop: LoopPicture,
  interval: Interval,
  budget: number,
): readonly ChartModel[] {
  const [first] = loopCharts(page, loop, interval);
  if (!first) return [];
  const { samples } = loop;
  const common = { ...first, scale: 'linear', blocks: [], selectedBlock: null } as const;
  return [
    {
      ...common,
      title: 'Taken by Loopscope, of one core',
      least: budget * 1.5,
      format: formatPercent,
      series: [
        { label: 'taken', colour: '--series-1', dash: solid },
        { label: 'budget', colour: '--series-3', dash: dashed },
      ],
      values: [samples.overheadPercent, samples.time.map(() => budget)],
    },
    {
      ...common,
      title: 'Promises that are followed',
      least: 10,
      format: (value) => String(Math.round(value)),
      series: [{ label: 'followed', colour: '--series-2', dash: solid }],
      values: [samples.pending],
    },
  ];
}
