/** What a watched target does, as lines for a terminal: one a second, and whatever happens in between. */
import type { Frame } from '../../protocol/frame.ts';
import type { Block, LiveEvent, LiveSample, LiveTaskGroup } from '../../protocol/live.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { clip, indent, type Line, span } from '../text/line.ts';
import type { PathContext } from '../text/path.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  plural,
} from '../text/quantity.ts';
import { findingLines } from './findings.ts';
import { placeText } from './frame-text.ts';
import { headerLines } from './header.ts';

/** Frames of a block that are shown: the innermost ones say what it did. */
const shownFrames = 5;
/** A group is named again when it has doubled. */
const growth = 2;

export interface EventTextOptions {
  readonly columns: number;
  readonly home: string | null;
}

export class EventText {
  readonly #info: TargetInfo;
  readonly #options: EventTextOptions;
  readonly #paths: PathContext;
  /** How many were stuck when a group was last named. */
  readonly #named = new Map<string, number>();

  constructor(info: TargetInfo, options: EventTextOptions) {
    this.#info = info;
    this.#options = options;
    this.#paths = { cwd: info.cwd, home: options.home };
  }

  heading(): readonly Line[] {
    const { columns, home } = this.#options;
    return [...headerLines(this.#info, { columns, home }), []];
  }

  lines(event: LiveEvent): readonly Line[] {
    return this.#linesOf(event).map((line) => clip(line, this.#options.columns));
  }

  #linesOf(event: LiveEvent): readonly Line[] {
    switch (event.type) {
      case 'sample':
        return [sampleLine(event.sample)];
      case 'block':
        return event.block.ongoing ? [] : this.#blockLines(event.block);
      case 'tasks':
        return event.tasks.groups
          .filter((group) => group.state !== 'pending' && this.#isNews(group))
          .flatMap((group) => this.#stuckLines(group, event.tasks.time));
      case 'finding': {
        const { columns } = this.#options;
        return [
          [],
          ...findingLines(event.finding, { columns, paths: this.#paths, verbose: false }),
          [],
        ];
      }
      case 'detached':
        return event.reason ? [[span(event.reason.message, 'warning')]] : [];
    }
  }

  #isNews({ id, count }: LiveTaskGroup): boolean {
    const named = this.#named.get(id);
    if (named !== undefined && count < named * growth) return false;
    this.#named.set(id, count);
    return true;
  }

  #blockLines(block: Block): readonly Line[] {
    const { time, durationMs, cause, cpuMs, frames, missing } = block;
    const head: Line = [
      ...clock(time),
      span(`blocked ${formatDuration(durationMs)}`, 'error'),
      span(` · ${cause}`, 'strong'),
      span(cpuMs === null ? '' : ` · ${formatDuration(cpuMs)} of CPU time`, 'dim'),
    ];
    const lacking = missing.map((what): Line => [span(`not known: ${what}`, 'dim')]);
    return [head, ...indent([...this.#frameLines(frames), ...lacking], 11)];
  }

  #stuckLines(group: LiveTaskGroup, time: number): readonly Line[] {
    const { count, estimated, countIsExact, ageMs, observedMs, state, frames } = group;
    const about = estimated || !countIsExact ? 'about ' : '';
    const age = ageMs === null ? `over ${formatDuration(observedMs)}` : formatDuration(ageMs);
    const what = state === 'cycle' ? 'wait for each other' : `stuck for ${age}`;
    const head: Line = [
      ...clock(time),
      span(`${about}${plural(count, 'task')} `, 'warning'),
      span(what, 'strong'),
    ];
    return [head, ...indent(this.#frameLines(frames), 11)];
  }

  #frameLines(frames: readonly Frame[]): readonly Line[] {
    const first = Math.max(
      0,
      frames.findIndex(({ internal }) => !internal),
    );
    const shown = frames.slice(0, Math.max(shownFrames, first + 1));
    const rest = frames.length - shown.length;
    return [
      ...shown.map(
        (frame): Line => [
          span(`${frame.function} `, frame.internal ? 'dim' : 'plain'),
          span(
            placeText(frame, this.#paths, this.#options.columns),
            frame.internal ? 'dim' : 'path',
          ),
        ],
      ),
      ...(rest > 0 ? [[span(`… ${plural(rest, 'frame')} further out`, 'dim')]] : []),
    ];
  }
}

function sampleLine(sample: LiveSample): Line {
  const { time, lagMs, utilization, pending, heapUsedBytes, overheadPercent, sampling } = sample;
  const late = lagMs.max >= 100 ? 'warning' : 'dim';
  const share =
    sampling.mode === 'continuous'
      ? ''
      : ` · sampling ${formatPercent(sampling.share / sampling.oneIn)}`;
  return [
    ...clock(time),
    span(`busy ${formatPercent(utilization)}`, 'dim'),
    span(` · late ${formatDuration(lagMs.p50)}, ${formatDuration(lagMs.max)} at most`, late),
    span(` · ${formatCount(pending)} pending · heap ${formatBytes(heapUsedBytes)}`, 'dim'),
    span(` · costs ${Number(overheadPercent.toFixed(1))} %${share}`, 'dim'),
  ];
}

/** `12:34:56  `: the client's local time. */
function clock(time: number): Line {
  return [span(`${new Date(time).toTimeString().slice(0, 8)}   `, 'dim')];
}
