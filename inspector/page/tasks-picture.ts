/** Packs groups of tasks into columns: texts, frames and stacks that they share are sent once. */
import type { Frame } from '../../protocol/frame.ts';
import type { AgeSpread, LiveTaskGroup } from '../../protocol/live.ts';
import type { GroupHistory } from '../../protocol/observations.ts';
import { groupFlags, type TasksPicture, type Trend } from '../../protocol/rpc/webview.ts';
import { frameKey } from '../derive/frames.ts';
import { clipFrame } from './clip-frame.ts';
import { clipText, mostOfName } from './clip-text.ts';
import { trendOf } from './trend.ts';

/** More than a person looks at, and what a page still shows without a pause. */
const mostGroups = 100_000;

type Unnumbered<T> = Omit<T, 'sequence'>;

export interface PictureTasks {
  readonly time: number;
  readonly groups: readonly LiveTaskGroup[];
  /** By id of the group. */
  readonly histories: ReadonlyMap<string, GroupHistory>;
}

/** Groups keep their order; past the bound the last ones are counted only. */
export function tasksPicture({ time, groups, histories }: PictureTasks): Unnumbered<TasksPicture> {
  const texts = new Numbered<string>();
  const stacks = new Stacks(texts);
  const shown = groups.slice(0, mostGroups);
  const ages: Record<number, AgeSpread> = {};
  const trends: Record<number, Trend> = {};
  shown.forEach((group, index) => {
    const history = histories.get(group.id);
    const trend = history && trendOf(history.readings, time);
    if (group.ages) ages[index] = group.ages;
    if (trend) trends[index] = trend;
  });
  const column = <T>(read: (group: LiveTaskGroup) => T): T[] => shown.map(read);
  const columns = {
    id: column(({ id }) => id),
    node: column(({ frames }) => stacks.nodeOf(frames)),
    count: column(({ count }) => count),
    promises: column(({ promises }) => promises),
    ageMs: column(({ ageMs }) => (ageMs === null ? -1 : Math.round(ageMs))),
    observedMs: column(({ observedMs }) => Math.round(observedMs)),
    flags: column(flagsOf),
    waitsFor: column(({ waitsFor }) =>
      waitsFor === null ? -1 : texts.numberOf(clipText(waitsFor, mostOfName)),
    ),
    settled: column(({ departed }) => departed.settled),
    lost: column(({ departed }) => departed.lost),
    ages,
    trends,
  };
  const rest = groups.slice(mostGroups);
  return {
    type: 'tasks',
    time,
    texts: texts.all,
    frames: stacks.frames,
    nodes: stacks.nodes,
    groups: columns,
    left: { groups: rest.length, tasks: rest.reduce((sum, { count }) => sum + count, 0) },
  };
}

function flagsOf(group: LiveTaskGroup): number {
  const { state, countIsExact, estimated, proven, truncated } = group;
  return (
    (state === 'stuck' ? groupFlags.stuck : 0) |
    (state === 'cycle' ? groupFlags.cycle : 0) |
    (countIsExact ? groupFlags.exact : 0) |
    (estimated ? groupFlags.estimated : 0) |
    (proven ? groupFlags.proven : 0) |
    (truncated ? groupFlags.truncated : 0)
  );
}

/** Values in the order in which they were met first. */
class Numbered<T> {
  readonly all: T[] = [];
  readonly #numbers = new Map<T, number>();

  numberOf(value: T): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.all.length);
    return this.all.push(value) - 1;
  }
}

/** A tree of stacks from the outermost frame inwards. */
class Stacks {
  readonly #texts: Numbered<string>;
  readonly #numbers = new Map<string, number>();
  readonly #children = new Map<number, number>();
  readonly #columns = {
    function: [] as number[],
    file: [] as number[],
    line: [] as number[],
    column: [] as number[],
    internal: [] as number[],
    more: {} as Record<number, Pick<Frame, 'combinator' | 'outerCombinators' | 'generated'>>,
  };
  readonly nodes: { readonly parent: number[]; readonly frame: number[] } = {
    parent: [],
    frame: [],
  };

  constructor(texts: Numbered<string>) {
    this.#texts = texts;
  }

  get frames(): TasksPicture['frames'] {
    return this.#columns;
  }

  /** @param frames innermost first */
  nodeOf(frames: readonly Frame[]): number {
    return frames.reduceRight((parent, frame) => {
      const number = this.#numberOf(frame);
      // Both are counts of what fits in memory, so the product is a safe integer.
      const key = parent * 2 ** 24 + number;
      const known = this.#children.get(key);
      if (known !== undefined) return known;
      this.nodes.parent.push(parent);
      const node = this.nodes.frame.push(number);
      this.#children.set(key, node);
      return node;
    }, 0);
  }

  #numberOf(whole: Frame): number {
    const frame = clipFrame(whole);
    const key = frameKey(frame);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const { function: name, file, line, column, internal } = frame;
    const columns = this.#columns;
    columns.function.push(this.#texts.numberOf(name));
    columns.file.push(this.#texts.numberOf(file));
    columns.line.push(line);
    columns.column.push(column);
    const number = columns.internal.push(internal ? 1 : 0) - 1;
    const { combinator, outerCombinators, generated } = frame;
    if (combinator || generated) {
      const outer = outerCombinators ? { outerCombinators } : {};
      columns.more[number] = { combinator, generated, ...outer };
    }
    this.#numbers.set(key, number);
    return number;
  }
}
