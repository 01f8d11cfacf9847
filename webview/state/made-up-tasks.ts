/** Pictures of tasks for tests, from stacks written as text. */
import type { TaskState } from '../../protocol/pending-tasks.ts';
import { groupFlags, type TasksPicture } from '../../protocol/rpc/webview.ts';
import { Tasks } from './tasks.ts';

export interface MadeUpGroup {
  /** Functions from the outermost one inwards: `serve > handle > query`. Internal ones are in brackets. */
  readonly stack: string;
  readonly count?: number;
  readonly observedMs?: number;
  readonly state?: TaskState;
  readonly proven?: boolean;
  readonly waitsFor?: string;
}

/** Each function is at a line of its own in `/srv/app.js`. */
export function madeUpTasks(groups: readonly MadeUpGroup[]): Tasks {
  const texts: string[] = [];
  const textOf = (text: string) => {
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const names: string[] = [];
  const parent: number[] = [];
  const frame: number[] = [];
  const nodeOf = (stack: string) =>
    stack.split(' > ').reduce((outer, name) => {
      const number = names.includes(name) ? names.indexOf(name) : names.push(name) - 1;
      const known = parent.findIndex((each, i) => each === outer && frame[i] === number);
      if (known >= 0) return known + 1;
      parent.push(outer);
      return frame.push(number);
    }, 0);
  const nodes = groups.map(({ stack }) => nodeOf(stack));
  const picture: TasksPicture = {
    type: 'tasks',
    sequence: 1,
    time: 100_000,
    texts,
    frames: {
      function: names.map((name) => textOf(name.replace(/[[\]]/g, ''))),
      file: names.map((name) => textOf(name.startsWith('[') ? 'node:lib' : '/srv/app.js')),
      line: names.map((_, i) => i + 1),
      column: names.map(() => 3),
      internal: names.map((name) => (name.startsWith('[') ? 1 : 0)),
      more: {},
    },
    nodes: { parent, frame },
    groups: {
      id: groups.map((_, i) => `g${i}`),
      node: nodes,
      count: groups.map(({ count = 1 }) => count),
      promises: groups.map(({ count = 1 }) => count),
      ageMs: groups.map(() => -1),
      observedMs: groups.map(({ observedMs = 1_000 }) => observedMs),
      flags: groups.map(
        ({ state, proven }) =>
          groupFlags.exact |
          (state === 'stuck' ? groupFlags.stuck : 0) |
          (state === 'cycle' ? groupFlags.cycle : 0) |
          (proven ? groupFlags.proven : 0),
      ),
      waitsFor: groups.map(({ waitsFor }) => (waitsFor === undefined ? -1 : textOf(waitsFor))),
      settled: groups.map(() => 0),
      lost: groups.map(() => 0),
      ages: {},
      trends: {},
    },
    left: { groups: 0, tasks: 0 },
  };
  return new Tasks(picture);
}
