/** Reads the frames out of an error's `stack`, as V8 writes it. Anything else in the text is passed over. */
import type { RawFrame } from '../../protocol/agent.ts';

/** V8's default is 10 frames; programs raise it, and may write anything. */
const mostFrames = 200;

const line =
  /^\s+at (?:async )?(?:(?:new )?(?<name>.*?) (?:\[as [^\]]{0,500}\] )?\((?<inside>.*):(?<l1>\d+):(?<c1>\d+)\)|(?<plain>\S.*):(?<l2>\d+):(?<c2>\d+))$/;
/** With this at its end, a line is read in one go; without, each parenthesis would be tried for its begin. */
const position = /:\d+:\d+\)?$/;
/** How Node came to run a microtask: frames between a function and those that wait for it. */
const machinery = /^node:internal\/(?:process\/task_queues|timers)$/;
const combinator = /^\s+at async Promise\.(?<kind>all|any|allSettled) \(index (?<index>\d+)\)$/;

/** Innermost first. */
export function parseStack(stack: string): readonly RawFrame[] {
  const frames: RawFrame[] = [];
  for (const text of stack.split('\n')) {
    if (frames.length >= mostFrames) break;
    const frame = combinatorFrame(text) ?? positionFrame(text);
    if (frame && !machinery.test(frame.file)) frames.push(frame);
  }
  return frames;
}

function positionFrame(text: string): RawFrame | null {
  const groups = position.test(text) ? line.exec(text)?.groups : null;
  if (!groups) return null;
  return {
    file: groups['inside'] ?? groups['plain'] ?? '',
    line: Number(groups['l1'] ?? groups['l2']),
    column: Number(groups['c1'] ?? groups['c2']),
    function: (groups['name'] ?? '').replace(/^Object\./, '').replace(/^<anonymous>$/, ''),
    combinator: null,
  };
}

function combinatorFrame(text: string): RawFrame | null {
  const groups = combinator.exec(text)?.groups;
  if (!groups) return null;
  const kind = groups['kind'] as 'all' | 'any' | 'allSettled';
  return {
    file: '',
    line: 0,
    column: 0,
    function: `Promise.${kind}`,
    combinator: { kind, index: Number(groups['index']) },
  };
}
