/** A control-flow graph while it is built: the steps so far, and the edges whose end is not known yet. */
import type { Node } from './ast.ts';
import type { ControlFlow, FlowEdge, FlowStep } from './flow-graph.ts';

/** An edge that leads to the step that comes next. */
export interface Loose {
  readonly from: FlowStep;
  readonly isThrow: boolean;
  readonly test: FlowEdge['test'];
}

/** Where `break`, `continue`, `return` and `throw` go, from the inside out. */
export type Frame =
  | {
      readonly kind: 'loop' | 'block';
      readonly labels: string[];
      readonly broken: Loose[];
      readonly continued: Loose[];
    }
  | { readonly kind: 'catch'; readonly thrown: Loose[] }
  | { readonly kind: 'finally'; readonly left: Map<string, Loose[]> };

export class FlowDraft implements ControlFlow {
  readonly entry = newStep('entry', null);
  readonly returned = newStep('return', null);
  readonly thrown = newStep('throw', null);
  /** What the next step follows. */
  loose: Loose[] = [out(this.entry)];
  readonly #steps = new Map<Node, FlowStep>();
  readonly #frames: Frame[] = [];

  at(node: Node): FlowStep | null {
    return this.#steps.get(node) ?? null;
  }

  connect(edges: readonly Loose[], to: FlowStep): void {
    for (const { from, isThrow, test } of edges) from.next.push({ to, isThrow, test });
  }

  step(node: Node): FlowStep {
    const made = newStep('step', node);
    this.connect(this.loose, made);
    this.loose = [out(made)];
    this.#steps.set(node, made);
    if (mayThrow(node)) this.jump('throw', [{ from: made, isThrow: true, test: null }]);
    return made;
  }

  enter(frame: Frame): void {
    this.#frames.push(frame);
  }

  exit(): void {
    this.#frames.pop();
  }

  /** Sends edges to where an abrupt completion ends, by way of the `finally` blocks between. */
  jump(target: string, edges: readonly Loose[]): void {
    for (const frame of this.#frames.toReversed()) {
      if (frame.kind === 'finally') {
        const left = frame.left.get(target) ?? [];
        frame.left.set(target, [...left, ...edges]);
        return;
      }
      if (frame.kind === 'catch') {
        if (target !== 'throw') continue;
        frame.thrown.push(...edges);
        return;
      }
      const [what = '', label = ''] = target.split(':');
      if (what !== 'break' && what !== 'continue') continue;
      if (label ? !frame.labels.includes(label) : frame.kind === 'block') continue;
      if (what === 'continue' && frame.kind !== 'loop') continue;
      (what === 'break' ? frame.broken : frame.continued).push(...edges);
      return;
    }
    if (target === 'throw') this.connect(edges, this.thrown);
    else if (target === 'return') this.connect(edges, this.returned);
  }

  /** Nothing follows but what the jump leads to. */
  leave(target: string): void {
    this.jump(target, this.loose);
    this.loose = [];
  }
}

const newStep = (kind: FlowStep['kind'], node: Node | null): FlowStep => ({ kind, node, next: [] });

const out = (from: FlowStep): Loose => ({ from, isThrow: false, test: null });

function mayThrow({ type }: Node): boolean {
  return (
    type === 'CallExpression' ||
    type === 'NewExpression' ||
    type === 'AwaitExpression' ||
    type === 'YieldExpression' ||
    type === 'TaggedTemplateExpression' ||
    type === 'ImportExpression' ||
    type === 'ThrowStatement'
  );
}
