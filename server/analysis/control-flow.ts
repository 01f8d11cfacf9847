/**
 * The control flow of one function: a step for each expression and statement, in the order of evaluation, and edges
 * for what may follow, exceptions included. Nested functions are one step: that they are made.
 */
import type { FunctionNode, Node, Of } from './ast.ts';
import { childrenOf, isClass, isEndless, isFunction, isLoop } from './ast.ts';

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

interface Loose {
  readonly from: FlowStep;
  readonly isThrow: boolean;
  readonly test: FlowEdge['test'];
}

/** Where `break`, `continue`, `return` and `throw` go, from the inside out. */
type Frame =
  | {
      readonly kind: 'loop' | 'block';
      readonly labels: string[];
      readonly broken: Loose[];
      readonly continued: Loose[];
    }
  | { readonly kind: 'catch'; readonly thrown: Loose[] }
  | { readonly kind: 'finally'; readonly left: Map<string, Loose[]> };

const flows = new WeakMap<Node, ControlFlow>();

/** @param fn a function, or the program for the top level of a module */
export function controlFlow(fn: FunctionNode | Of<'Program'>): ControlFlow {
  let flow = flows.get(fn);
  if (!flow) flows.set(fn, (flow = build(fn)));
  return flow;
}

function build(fn: FunctionNode | Of<'Program'>): ControlFlow {
  const steps = new Map<Node, FlowStep>();
  const make = (kind: FlowStep['kind'], node: Node | null): FlowStep => ({ kind, node, next: [] });
  const entry = make('entry', null);
  const returned = make('return', null);
  const thrown = make('throw', null);
  const frames: Frame[] = [];
  let loose: Loose[] = [{ from: entry, isThrow: false, test: null }];

  const connect = (edges: readonly Loose[], to: FlowStep): void => {
    for (const { from, isThrow, test } of edges) from.next.push({ to, isThrow, test });
  };
  const out = (from: FlowStep, test: FlowEdge['test'] = null): Loose => ({
    from,
    isThrow: false,
    test,
  });

  function step(node: Node): FlowStep {
    const made = make('step', node);
    connect(loose, made);
    loose = [out(made)];
    steps.set(node, made);
    if (mayThrow(node)) jump('throw', [{ from: made, isThrow: true, test: null }]);
    return made;
  }

  /** Sends edges to where an abrupt completion ends, by way of the `finally` blocks between. */
  function jump(target: string, edges: readonly Loose[], before = frames.length): void {
    for (let i = before - 1; i >= 0; i--) {
      const frame = frames[i] as Frame;
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
    if (target === 'throw') connect(edges, thrown);
    else if (target === 'return') connect(edges, returned);
  }

  function leave(target: string): void {
    jump(target, loose);
    loose = [];
  }

  /** Evaluates a condition, and gives the edges for true and for false. */
  function branch(test: Node): { yes: Loose[]; no: Loose[] } {
    if (test.type === 'LogicalExpression' && test.operator !== '??') {
      const left = branch(test.left);
      loose = test.operator === '&&' ? left.yes : left.no;
      const right = branch(test.right);
      const result =
        test.operator === '&&'
          ? { yes: right.yes, no: [...left.no, ...right.no] }
          : { yes: [...left.yes, ...right.yes], no: right.no };
      return result;
    }
    if (test.type === 'UnaryExpression' && test.operator === '!') {
      const { yes, no } = branch(test.argument);
      return { yes: no, no: yes };
    }
    evaluate(test);
    const withTest = (value: boolean): Loose[] =>
      loose.map(({ from, isThrow, test: before }) => ({
        from,
        isThrow,
        test: before ?? { node: test, value },
      }));
    if (test.type === 'Literal')
      return test.value ? { yes: loose, no: [] } : { yes: [], no: loose };
    return { yes: withTest(true), no: withTest(false) };
  }

  function evaluate(node: Node): void {
    if (isFunction(node) || isClass(node)) {
      step(node);
      return;
    }
    switch (node.type) {
      case 'LogicalExpression': {
        evaluate(node.left);
        const skipped = loose;
        evaluate(node.right);
        loose = [...loose, ...skipped];
        step(node);
        return;
      }
      case 'ConditionalExpression': {
        const { yes, no } = branch(node.test);
        loose = yes;
        evaluate(node.consequent);
        const first = loose;
        loose = no;
        evaluate(node.alternate);
        loose = [...first, ...loose];
        step(node);
        return;
      }
      case 'ChainExpression': {
        const skipped = loose;
        evaluate(node.expression);
        loose = [...loose, ...skipped];
        step(node);
        return;
      }
      case 'AssignmentExpression':
        // The value is there before the place takes it.
        if (node.left.type !== 'Identifier') evaluate(node.left);
        evaluate(node.right);
        step(node);
        return;
      case 'VariableDeclarator':
        if (node.init) evaluate(node.init);
        step(node);
        return;
      default:
        if (isTypeOnly(node)) return;
        for (const child of childrenOf(node)) evaluate(child);
        step(node);
    }
  }

  function loopFrame(labels: string[]): Extract<Frame, { kind: 'loop' | 'block' }> {
    return { kind: 'loop', labels, broken: [], continued: [] };
  }

  function statement(node: Node, labels: string[] = []): void {
    switch (node.type) {
      case 'BlockStatement':
      case 'Program':
      case 'StaticBlock': {
        const frame = { kind: 'block' as const, labels, broken: [], continued: [] as Loose[] };
        if (labels.length > 0) frames.push(frame);
        for (const child of node.body) statement(child);
        if (labels.length > 0) {
          frames.pop();
          loose = [...loose, ...frame.broken];
        }
        return;
      }
      case 'LabeledStatement':
        statement(node.body, [...labels, node.label.name]);
        return;
      case 'IfStatement': {
        const { yes, no } = branch(node.test);
        loose = yes;
        statement(node.consequent);
        const first = loose;
        loose = no;
        if (node.alternate) statement(node.alternate);
        loose = [...first, ...loose];
        return;
      }
      case 'ReturnStatement':
        if (node.argument) evaluate(node.argument);
        step(node);
        leave('return');
        return;
      case 'ThrowStatement':
        evaluate(node.argument);
        step(node);
        loose = [];
        return;
      case 'BreakStatement':
        step(node);
        leave(node.label ? `break:${node.label.name}` : 'break');
        return;
      case 'ContinueStatement':
        step(node);
        leave(node.label ? `continue:${node.label.name}` : 'continue');
        return;
      case 'TryStatement':
        tryStatement(node);
        return;
      case 'SwitchStatement':
        switchStatement(node, labels);
        return;
      case 'ExpressionStatement':
        evaluate(node.expression);
        return;
      case 'VariableDeclaration':
        for (const declarator of node.declarations) evaluate(declarator);
        return;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        if (node.declaration) statement(node.declaration);
        return;
      case 'FunctionDeclaration':
      case 'EmptyStatement':
        return;
      default:
        if (isLoop(node)) loop(node, labels);
        else if (!isTypeOnly(node)) evaluate(node);
    }
  }

  function loop(node: Node, labels: string[]): void {
    const frame = loopFrame(labels);
    frames.push(frame);
    // A step of its own marks the beginning of each round.
    if (node.type === 'ForStatement' && node.init) statementOrExpression(node.init);
    if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') evaluate(node.right);
    const head = step(node);
    let ended: Loose[] = [];
    if (node.type === 'WhileStatement' || (node.type === 'ForStatement' && node.test)) {
      const { yes, no } = branch(node.test as Node);
      loose = yes;
      ended = no;
    } else if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      ended = loose;
      statementOrExpression(node.left);
    }
    statement((node as Of<'WhileStatement'>).body);
    loose = [...loose, ...frame.continued];
    if (node.type === 'ForStatement' && node.update) evaluate(node.update);
    if (node.type === 'DoWhileStatement') {
      const { yes, no } = branch(node.test);
      loose = yes;
      ended = no;
    }
    connect(loose, head);
    frames.pop();
    loose = [...(isLoop(node) && isEndless(node) ? [] : ended), ...frame.broken];
  }

  function statementOrExpression(node: Node): void {
    if (node.type === 'VariableDeclaration') statement(node);
    else evaluate(node);
  }

  function switchStatement(node: Of<'SwitchStatement'>, labels: string[]): void {
    evaluate(node.discriminant);
    const frame = loopFrame(labels);
    // `continue` in a switch belongs to the loop around it.
    frames.push({ ...frame, kind: 'loop', continued: frame.continued });
    const from = loose;
    let fallThrough: Loose[] = [];
    let hasDefault = false;
    for (const { test, consequent } of node.cases) {
      hasDefault ||= test === null;
      loose = from;
      if (test) evaluate(test);
      loose = [...loose, ...fallThrough];
      for (const child of consequent) statement(child);
      fallThrough = loose;
    }
    frames.pop();
    if (frame.continued.length > 0) jump('continue', frame.continued);
    loose = [...fallThrough, ...frame.broken, ...(hasDefault ? [] : from)];
  }

  function tryStatement(node: Of<'TryStatement'>): void {
    const after = { kind: 'finally' as const, left: new Map<string, Loose[]>() };
    if (node.finalizer) frames.push(after);
    const caught = { kind: 'catch' as const, thrown: [] as Loose[] };
    if (node.handler) frames.push(caught);
    statement(node.block);
    let ends = loose;
    if (node.handler) {
      frames.pop();
      loose = caught.thrown;
      step(node.handler);
      statement(node.handler.body);
      ends = [...ends, ...loose];
    }
    loose = ends;
    if (!node.finalizer) return;
    frames.pop();
    const hasNormalEnd = ends.length > 0;
    loose = [...ends, ...[...after.left.values()].flat()].map((edge) => ({ ...edge }));
    statement(node.finalizer);
    const leaving = loose;
    for (const target of after.left.keys())
      jump(
        target,
        target === 'throw' ? leaving.map((edge) => ({ ...edge, isThrow: true })) : leaving,
      );
    loose = hasNormalEnd ? leaving : [];
  }

  if (fn.type === 'Program') statement(fn);
  else {
    for (const parameter of fn.params) evaluate(parameter);
    if (fn.body?.type === 'BlockStatement') statement(fn.body);
    else if (fn.body) evaluate(fn.body);
  }
  connect(loose, returned);
  return { entry, returned, thrown, at: (node) => steps.get(node) ?? null };
}

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

const isTypeOnly = ({ type }: Node): boolean =>
  type.startsWith('TS') &&
  type !== 'TSAsExpression' &&
  type !== 'TSSatisfiesExpression' &&
  type !== 'TSNonNullExpression' &&
  type !== 'TSTypeAssertion' &&
  type !== 'TSParameterProperty' &&
  type !== 'TSInstantiationExpression';
