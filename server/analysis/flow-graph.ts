/** The graph of a function's control flow, and the search for ways through it. */
import type { Node } from './ast.ts';

export interface FlowStep {
  /** `entry`, and the three ways out: `return` is also the end of the body. */
  readonly kind: 'entry' | 'step' | 'return' | 'throw';
  readonly node: Node | null;
  readonly next: FlowEdge[];
}

export interface FlowEdge {
  readonly to: FlowStep;
  /** Taken when the step throws or the awaited promise rejects. */
  readonly isThrow: boolean;
  /** Taken when this test has this value. */
  readonly test: { readonly node: Node; readonly value: boolean } | null;
}

export interface ControlFlow {
  readonly entry: FlowStep;
  readonly returned: FlowStep;
  readonly thrown: FlowStep;
  /** The step at which a node has been evaluated; `null` for nodes of nested functions and of types. */
  at(node: Node): FlowStep | null;
}

export interface Search {
  /** Ways end here, and do not count. */
  readonly avoid?: (step: FlowStep) => boolean;
  /** Edges that may be taken; all when left out. */
  readonly edge?: (edge: FlowEdge, from: FlowStep) => boolean;
}

/** The first step found after `from` for which `test` holds, on any way; `null` when there is no such way. */
export function findAfter(
  from: FlowStep,
  test: (step: FlowStep) => boolean,
  { avoid = () => false, edge = () => true }: Search = {},
): FlowStep | null {
  const seen = new Set<FlowStep>();
  const queue: FlowStep[] = [from];
  for (let step = queue.shift(); step; step = queue.shift()) {
    for (const one of step.next) {
      if (seen.has(one.to) || !edge(one, step)) continue;
      seen.add(one.to);
      if (test(one.to)) return one.to;
      if (!avoid(one.to)) queue.push(one.to);
    }
  }
  return null;
}
