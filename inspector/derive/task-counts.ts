/**
 * Counts tasks from promises. The probe shows stacks, not which promise belongs to which function, so the
 * number of tasks follows from the numbers of promises:
 *
 * A function suspended at stack S awaits one promise, whose stack is S. Its own promise has the stack of S
 * without the innermost frame. So the promises at S are: those of the async functions further in, one each;
 * those of combinators with pending members; those derived by `then` from another promise at S; and the
 * leaves. What is left after the first three is the number of tasks that end at S. How many are derived is
 * read from the source of the `await`: `await load().then(parse)` waits on two promises.
 */
import type { StackTrie } from '../../protocol/agent.ts';
import type { PlacedFrame } from './collected-stacks.ts';

export interface NodeTasks {
  /** Suspended functions at this stack. */
  readonly instances: number;
  /** Of those, the ones that await something that is not an async function or combinator further in. */
  readonly leaves: number;
  readonly exact: boolean;
  /** Of the `leaves`, whether others at the same `await` do show frames further in. */
  readonly mixed: boolean;
}

interface Inner {
  /** Sum over async functions one step further in. */
  functions: number;
  /** At least so many combinators: the most members with one index, by kind. */
  readonly combinators: Map<string, number>;
  folded: number;
}

/** @returns one entry per node of the trie, by node number; entry 0 is the empty stack */
export function countTasks(trie: StackTrie, frames: readonly PlacedFrame[]): readonly NodeTasks[] {
  const size = trie.parent.length + 1;
  const inner: Inner[] = Array.from({ length: size }, () => ({
    functions: 0,
    combinators: new Map(),
    folded: 0,
  }));
  const result: NodeTasks[] = new Array(size);
  // Children have higher numbers than their parents: the innermost ones come first.
  for (let node = size - 1; node > 0; node--) {
    const frame = frames[trie.frame[node - 1] as number] as PlacedFrame;
    const parent = trie.parent[node - 1] as number;
    const promises = trie.promises[node] as number;
    const limit = frame.raw.combinator?.index === null ? noLimit : parentLimit(trie, parent);
    const tasks = tasksAt(promises, inner[node] as Inner, frame, limit);
    result[node] = tasks;
    addTo(inner[parent] as Inner, frame, tasks.instances);
  }
  const outermost = inner[0]?.functions ?? 0;
  const unawaited = Math.max(0, (trie.promises[0] as number) - outermost);
  result[0] = { instances: unawaited, leaves: unawaited, exact: true, mixed: false };
  return result;
}

/** Of the members beyond those that are told apart, any number belongs to one combinator. */
const noLimit = Number.POSITIVE_INFINITY;

/** Each suspended function, and each member with one index, has a promise of its own at the stack around it. */
function parentLimit(trie: StackTrie, parent: number): number {
  return parent === 0 ? noLimit : (trie.promises[parent] as number);
}

function addTo(parent: Inner, frame: PlacedFrame, instances: number): void {
  const { combinator } = frame.raw;
  if (!combinator) parent.functions += instances;
  else if (combinator.index === null) parent.folded += instances;
  else {
    const most = parent.combinators.get(combinator.kind) ?? 0;
    parent.combinators.set(combinator.kind, Math.max(most, instances));
  }
}

function tasksAt(promises: number, inner: Inner, frame: PlacedFrame, limit: number): NodeTasks {
  let combined = 0;
  for (const count of inner.combinators.values()) combined += count;
  if (combined === 0 && inner.folded > 0) combined = 1;
  const explained = inner.functions + combined;
  const estimate = instancesAt(promises, inner.functions, frame);
  const instances = Math.min(Math.max(explained, estimate.instances), Math.max(explained, limit));
  // As many as the promises around them: each suspended function has one of its own there.
  const exact = estimate.exact || instances < estimate.instances || instances === limit;
  // What is awaited at one place is of one kind: where there are combinators, all of it is combinators.
  const leaves = combined > 0 ? 0 : instances - inner.functions;
  return { instances, leaves, exact, mixed: leaves > 0 && inner.functions > 0 };
}

function instancesAt(
  promises: number,
  functions: number,
  frame: PlacedFrame,
): { instances: number; exact: boolean } {
  const awaits = frame.awaits;
  // A member of a combinator: whether it is a derived promise is not in the text of the `await`.
  if (frame.raw.combinator) return { instances: promises, exact: true };
  // Further promises may come from inside the called function, such as one that it returned.
  if (!awaits || frame.awaitsAsyncFunction)
    return { instances: promises, exact: functions === promises };
  if (awaits.form !== 'await') return { instances: promises, exact: true };
  // `new Promise((resolve) => inner.then(resolve))`: what it was resolved with has the same stack.
  if (awaits.kind === 'new' && promises > 1) return { instances: promises, exact: false };
  // A race is one promise beside those of its members, all with the same stack.
  const extra = awaits.combinator === 'race' ? awaits.elements : awaits.chain.length;
  if (extra === null) return { instances: Math.max(1, promises - functions), exact: false };
  const instances = Math.ceil(promises / (extra + 1));
  return { instances, exact: instances * (extra + 1) === promises };
}
