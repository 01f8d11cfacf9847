/** What a watched target does, as lines for a terminal: one a second, and whatever happens in between. */
import type { Frame } from '../../protocol/frame.ts';
import type {
  Block,
  LiveEvent,
  LiveSample,
  LiveTaskGroup,
  PromiseSampling,
} from '../../protocol/live.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { clip, flow, indent, type Line, span } from '../text/line.ts';
import type { PathContext } from '../text/path.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  plural,
} from '../text/quantity.ts';
import { findingLines } from './findings.ts';
import { frameName, oneLine, placeText } from './frame-text.ts';
import { headerLines } from './header.ts';

/** Frames of a block that are shown: the innermost ones say what it did. */
const shownFrames = 5;
/** A group is named again when it has doubled. */
const growth = 2;
/** Below the text beside the time. */
const inset = 11;
/** Milliseconds at which lateness is worth a colour. */
const lateMs = 100;

export interface EventTextOptions {
  readonly columns: number;
  readonly home: string | null;
  /** Also the evidence of findings. */
  readonly verbose: boolean;
}

export class EventText {
  readonly #info: TargetInfo;
  readonly #options: EventTextOptions;
  readonly #paths: PathContext;
  /** How many were stuck when a group was last named. */
  readonly #named = new Map<string, number>();
  /** How often a stack has blocked. */
  readonly #blocks = new Map<string, number>();
  #latest = 0;
  /** The last line was empty. */
  #atGap = false;

  constructor(info: TargetInfo, options: EventTextOptions) {
    this.#info = info;
    this.#options = options;
    this.#paths = { cwd: info.cwd, home: options.home };
  }

  heading(): readonly Line[] {
    const { columns, home } = this.#options;
    this.#atGap = true;
    return [...headerLines(this.#info, { columns, home }), []];
  }

  lines(event: LiveEvent): readonly Line[] {
    const lines = this.#linesOf(event).map((line) => clip(line, this.#options.columns));
    const last = lines.at(-1);
    if (last) this.#atGap = last.length === 0;
    return lines;
  }

  #linesOf(event: LiveEvent): readonly Line[] {
    switch (event.type) {
      case 'sample':
        return [this.#sampleLine(event.sample)];
      case 'block':
        return event.block.ongoing ? [] : this.#blockLines(event.block);
      case 'tasks':
        return event.tasks.groups
          .filter((group) => group.state !== 'pending' && isOurs(group) && this.#isNews(group))
          .flatMap((group) => this.#stuckLines(group, event.tasks.time));
      case 'finding': {
        const { columns, verbose } = this.#options;
        const lines = findingLines(event.finding, { columns, paths: this.#paths, verbose });
        return [...(this.#atGap ? [] : [[]]), ...lines, []];
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

  #sampleLine(sample: LiveSample): Line {
    const { time, lagMs, utilization, pending, heapUsedBytes, overheadPercent, sampling } = sample;
    const late = `late ${formatDuration(lagMs.p50)}, ${formatDuration(lagMs.max)} at most`;
    const parts = [
      span(`busy ${formatPercent(utilization)}`, 'dim'),
      span(late, lagMs.max >= lateMs ? 'warning' : 'dim'),
      span(`${formatCount(pending)} pending`, 'dim'),
      span(`heap ${formatBytes(heapUsedBytes)}`, 'dim'),
      span(`costs ${formatPercent(overheadPercent / 100)}`, 'dim'),
      ...samplingText(sampling).map((text) => span(text, 'dim')),
    ];
    // What does not fit is left out whole: the first numbers matter most.
    const [beside = []] = flow(
      parts.map((part) => [part]),
      Math.max(0, this.#options.columns - inset),
    );
    return [...this.#clock(time), ...beside];
  }

  #blockLines(block: Block): readonly Line[] {
    const { time, durationMs, cause, cpuMs, frames, missing } = block;
    const times = this.#timesSeen(block);
    const head: Line = [
      ...this.#clock(time + durationMs),
      span(`blocked for ${formatDuration(durationMs)}`, 'error'),
      span(` · ${cause === 'unknown' ? 'cause not known' : cause}`, 'strong'),
      span(cpuMs === null ? '' : ` · ${formatDuration(cpuMs)} of CPU time`, 'dim'),
      span(times > 1 ? ` · as before, ${formatCount(times)} times` : '', 'dim'),
    ];
    const own = frames.find(({ internal }) => !internal) ?? frames[0];
    const lacking = missing.map((what): Line => [span(`missing: ${what}`, 'dim')]);
    if (!own && lacking.length === 0)
      lacking.push([span('over before its stack was taken', 'dim')]);
    const body = times > 1 && own ? [this.#frameLine(own)] : this.#frameLines(frames);
    return [head, ...indent(times > 1 ? body : [...body, ...lacking], inset)];
  }

  /** Where in a loop a block was interrupted is chance: the same functions are the same block. */
  #timesSeen({ cause, frames }: Block): number {
    if (frames.length === 0) return 1;
    const own = frames.filter(({ internal }) => !internal);
    const stack = (own.length > 0 ? own : frames).map((frame) => `${frame.function} ${frame.file}`);
    const key = [cause, ...stack].join('\n');
    const times = (this.#blocks.get(key) ?? 0) + 1;
    this.#blocks.set(key, times);
    return times;
  }

  #stuckLines(group: LiveTaskGroup, time: number): readonly Line[] {
    const { count, estimated, countIsExact, ageMs, observedMs, state, frames, waitsFor } = group;
    const about = estimated || !countIsExact ? 'about ' : '';
    const age = ageMs === null ? `over ${formatDuration(observedMs)}` : formatDuration(ageMs);
    const what = state === 'cycle' ? 'in a cycle of awaits' : `stuck for ${age}`;
    const head: Line = [
      ...this.#clock(time),
      span(`${about}${plural(count, 'task')} `, 'warning'),
      span(what, 'strong'),
    ];
    const source: Line[] = waitsFor ? [[span(`waits for ${oneLine(waitsFor)}`, 'dim')]] : [];
    return [head, ...indent([...source, ...this.#frameLines(frames)], inset)];
  }

  /** Innermost first. Of Node's own frames, the one that was called tells enough. */
  #frameLines(frames: readonly Frame[]): readonly Line[] {
    const lines: Line[] = [];
    let shown = 0;
    let from = 0;
    while (from < frames.length && shown < shownFrames) {
      const own = frames.findIndex(({ internal }, index) => index >= from && !internal);
      const end = own === -1 ? frames.length : own;
      const run = end - from;
      if (run > 1) {
        lines.push([span(`… ${plural(run - 1, 'internal frame')}`, 'dim')]);
        from = end - 1;
      }
      lines.push(this.#frameLine(frames[from] as Frame));
      from++;
      shown++;
    }
    const rest = frames.length - from;
    if (rest > 0) lines.push([span(`… ${plural(rest, 'frame')} further out`, 'dim')]);
    return lines;
  }

  #frameLine(frame: Frame): Line {
    const place = placeText(frame, this.#paths, this.#options.columns - inset);
    return [...frameName(frame), span(place && ` ${place}`, frame.internal ? 'dim' : 'path')];
  }

  /**
   * `12:34:56  `, the client's local time. It never goes back: what is told later, such as a block
   * that has just ended, carries no earlier time than the line above it.
   */
  #clock(time: number): Line {
    this.#latest = Math.max(this.#latest, time);
    const text = new Date(this.#latest).toTimeString().slice(0, 8);
    return [span(text.padEnd(inset), 'dim')];
  }
}

/** What Node awaits within itself tells nobody anything: the task that it serves is named. */
function isOurs({ frames }: LiveTaskGroup): boolean {
  return frames.some(({ file }) => !file.startsWith('node:'));
}

/** Nothing while every promise is seen: that needs no words. */
function samplingText({ mode, share, oneIn }: PromiseSampling): string[] {
  if (mode === 'continuous') return [];
  if (mode === 'off') return ['sampling off'];
  return [`sampling ${formatPercent(share / oneIn)}`];
}
