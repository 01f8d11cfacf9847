/**
 * Finds the long turns of the event loop in a CPU profile, and what each of them was spent on.
 *
 * A turn ends where the loop waited, which V8 shows as `(idle)`, and where it is known to have turned. Within a slice
 * the heaviest stack is found from the outermost function inwards, to the callee with most time each, until a
 * function took more itself than any callee of its own.
 */
import type { RawFrame } from '../../protocol/agent.ts';
import type { CpuProfile, CpuProfileNode, SliceKind } from '../../protocol/cpu-profile.ts';

export interface RawSlice {
  /** Milliseconds from the start of the profile. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly samples: number;
  readonly kind: SliceKind;
  /** Milliseconds on the heaviest path. */
  readonly ms: number;
  /** Innermost first. */
  readonly stack: readonly RawFrame[];
}

interface Node {
  readonly parent: Node | null;
  readonly source: CpuProfileNode;
}

/** Consecutive samples without a turn of the loop. Times in milliseconds from the start. */
interface Run {
  readonly fromMs: number;
  untilMs: number;
  samples: number;
  readonly selfMs: Map<Node, number>;
}

/**
 * @param turnsMs when the loop turned, in milliseconds from the start of the profile, ascending
 * @param thresholdMs slices that are not longer are left out
 */
export function profileSlices(
  profile: CpuProfile,
  turnsMs: readonly number[],
  thresholdMs: number,
): readonly RawSlice[] {
  return runs(profile, turnsMs)
    .filter(({ fromMs, untilMs }) => untilMs - fromMs > thresholdMs)
    .map(sliceOf);
}

function runs(profile: CpuProfile, turnsMs: readonly number[]): readonly Run[] {
  const nodes = readNodes(profile.nodes);
  const { samples = [], timeDeltas = [] } = profile;
  const lengthMs = (profile.endTime - profile.startTime) / 1e3;
  const found: Run[] = [];
  let run: Run | null = null;
  let turn = 0;
  let atMs = 0;
  for (const [i, id] of samples.entries()) {
    atMs += (timeDeltas[i] ?? 0) / 1e3;
    const untilMs = i + 1 < samples.length ? atMs + (timeDeltas[i + 1] ?? 0) / 1e3 : lengthMs;
    while ((turnsMs[turn] ?? Number.POSITIVE_INFINITY) <= atMs) {
      turn++;
      run = null;
    }
    const node = nodes.get(id);
    if (!node || isIdle(node)) {
      run = null;
      continue;
    }
    if (!run) found.push((run = { fromMs: atMs, untilMs, samples: 0, selfMs: new Map() }));
    run.untilMs = untilMs;
    run.samples++;
    run.selfMs.set(node, (run.selfMs.get(node) ?? 0) + untilMs - atMs);
  }
  return found;
}

function readNodes(sources: readonly CpuProfileNode[]): ReadonlyMap<number, Node> {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const nodes = new Map<number, Node>();
  const isChild = new Set(sources.flatMap(({ children = [] }) => children));
  const open: Node[] = sources
    .filter(({ id }) => !isChild.has(id))
    .map((source) => ({ parent: null, source }));
  for (let node = open.pop(); node; node = open.pop()) {
    nodes.set(node.source.id, node);
    for (const id of node.source.children ?? []) {
      const source = byId.get(id);
      if (source) open.push({ parent: node, source });
    }
  }
  return nodes;
}

function sliceOf({ fromMs, untilMs, samples, selfMs }: Run): RawSlice {
  const totalMs = new Map<Node, number>();
  const callees = new Map<Node, Set<Node>>();
  for (const [node, ms] of selfMs) {
    for (let at = node; ; at = at.parent) {
      totalMs.set(at, (totalMs.get(at) ?? 0) + ms);
      if (!at.parent) break;
      const known = callees.get(at.parent) ?? new Set();
      callees.set(at.parent, known.add(at));
    }
  }
  const total = (node: Node) => totalMs.get(node) ?? 0;
  const heaviest = (among: Iterable<Node>) =>
    [...among].reduce<Node | null>((a, b) => (a && total(a) >= total(b) ? a : b), null);
  let innermost: Node | null = null;
  const roots = [...totalMs.keys()].filter(({ parent }) => parent === null);
  for (let at = heaviest(roots); at; at = heaviest(callees.get(at) ?? [])) {
    if (innermost && (selfMs.get(innermost) ?? 0) >= total(at)) break;
    innermost = at;
  }
  const kind = innermost ? kindOf(innermost) : 'native code';
  return {
    atMs: fromMs,
    durationMs: untilMs - fromMs,
    samples,
    kind,
    ms: innermost ? total(innermost) : 0,
    stack: kind === 'javascript' ? stackOf(innermost) : [],
  };
}

function stackOf(innermost: Node | null): readonly RawFrame[] {
  const stack: RawFrame[] = [];
  // The outermost node is the root of all, and no function.
  for (let at = innermost; at?.parent; at = at.parent) {
    stack.push(frameOf(at.source, at === innermost));
  }
  return stack;
}

function frameOf(
  { callFrame, positionTicks = [] }: CpuProfileNode,
  isInnermost: boolean,
): RawFrame {
  const { functionName, url, lineNumber, columnNumber } = callFrame;
  const begin = { line: lineNumber + 1, column: columnNumber + 1 };
  const hottest = isInnermost
    ? positionTicks.reduce((a, b) => (b.ticks > a.ticks ? b : a), { line: begin.line, ticks: 0 })
    : begin;
  const position = hottest.line === begin.line ? begin : { line: hottest.line, column: 1 };
  return { function: functionName, file: url, ...position, combinator: null };
}

function isIdle({ source }: Node): boolean {
  return source.callFrame.functionName === '(idle)';
}

/** V8 names what is not JavaScript in parentheses, without a script. */
function kindOf({ source }: Node): SliceKind {
  const { functionName, url } = source.callFrame;
  if (url === '' && functionName === '(garbage collector)') return 'garbage collection';
  return url === '' && /^\((program|root)\)$/.test(functionName) ? 'native code' : 'javascript';
}
