/** The await stacks of followed promises, interned as the nodes of a tree that only grows, up to a bound. */
import type { RawFrame } from '../../../protocol/agent.ts';
import { cycleMark, deepMark } from '../../../protocol/agent-live.ts';
import { shallowLimit } from '../collection.ts';
import { repetition } from '../repetition.ts';

/** About 100 bytes each, and as much in the client. */
const mostNodes = 4_000;
/** Frame numbers fit below this, so that a parent and a frame make one exact number as a key. */
const frameSpace = 2 ** 20;

export interface StackNodes {
  /** The node of a stack, innermost frame first; -1 when there are too many. Node 0 is the empty stack. */
  nodeOf(stack: readonly number[]): number;
  /** What is new since the last call: frames of stacks without an end, and nodes as parent and frame, alternating. */
  takeNew(): readonly number[];
}

/** @param addFrame numbers a frame that V8 did not report */
export function createStackNodes(addFrame: (frame: RawFrame) => number): StackNodes {
  const children = new Map<number, number>();
  const marks = new Map<string, number>();
  let fresh: number[] = [];
  let size = 0;

  function mark(name: string): number {
    let id = marks.get(name);
    if (id === undefined) {
      id = addFrame({ file: '', line: 0, column: 0, function: name, combinator: null });
      marks.set(name, id);
    }
    return id;
  }
  function child(parent: number, frame: number): number {
    const key = parent * frameSpace + frame;
    let node = children.get(key);
    if (node === undefined) {
      if (size >= mostNodes) return -1;
      node = ++size;
      children.set(key, node);
      fresh.push(parent, frame);
    }
    return node;
  }
  return {
    nodeOf(stack) {
      let node = 0;
      let length = stack.length;
      if (length >= shallowLimit) {
        const repeats = repetition(stack);
        node = child(0, mark(repeats ? cycleMark + repeats.period : deepMark));
        if (repeats) length = repeats.prefix + repeats.period;
      }
      for (let i = length - 1; i >= 0 && node >= 0; i--) node = child(node, stack[i] as number);
      return node;
    },
    takeNew() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}
