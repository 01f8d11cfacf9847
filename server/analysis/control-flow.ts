/**
 * The control flow of one function: a step for each expression and statement, in the order of evaluation, and edges
 * for what may follow, exceptions included. Nested functions are one step: that they are made.
 */
import type { FunctionNode, Node, Of } from './ast.ts';
import { isEndless, isLoop } from './ast.ts';
import { FlowDraft, type Frame, type Loose } from './flow-draft.ts';
import { branch, evaluate, isTypeOnly } from './flow-expressions.ts';
import type { ControlFlow } from './flow-graph.ts';

const flows = new WeakMap<Node, ControlFlow>();

/** @param fn a function, or the program for the top level of a module */
export function controlFlow(fn: FunctionNode | Of<'Program'>): ControlFlow {
  let flow = flows.get(fn);
  if (!flow) flows.set(fn, (flow = build(fn)));
  return flow;
}

function build(fn: FunctionNode | Of<'Program'>): ControlFlow {
  const draft = new FlowDraft();

  function loopFrame(labels: string[]): Extract<Frame, { kind: 'loop' | 'block' }> {
    return { kind: 'loop', labels, broken: [], continued: [] };
  }

  function statement(node: Node, labels: string[] = []): void {
    switch (node.type) {
      case 'BlockStatement':
      case 'Program':
      case 'StaticBlock': {
        const frame = { kind: 'block' as const, labels, broken: [], continued: [] as Loose[] };
        if (labels.length > 0) draft.enter(frame);
        for (const child of node.body) statement(child);
        if (labels.length > 0) {
          draft.exit();
          draft.loose = [...draft.loose, ...frame.broken];
        }
        return;
      }
      case 'LabeledStatement':
        statement(node.body, [...labels, node.label.name]);
        return;
      case 'IfStatement': {
        const { yes, no } = branch(draft, node.test);
        draft.loose = yes;
        statement(node.consequent);
        const first = draft.loose;
        draft.loose = no;
        if (node.alternate) statement(node.alternate);
        draft.loose = [...first, ...draft.loose];
        return;
      }
      case 'ReturnStatement':
        if (node.argument) evaluate(draft, node.argument);
        draft.step(node);
        draft.leave('return');
        return;
      case 'ThrowStatement':
        evaluate(draft, node.argument);
        draft.step(node);
        draft.loose = [];
        return;
      case 'BreakStatement':
        draft.step(node);
        draft.leave(node.label ? `break:${node.label.name}` : 'break');
        return;
      case 'ContinueStatement':
        draft.step(node);
        draft.leave(node.label ? `continue:${node.label.name}` : 'continue');
        return;
      case 'TryStatement':
        tryStatement(node);
        return;
      case 'SwitchStatement':
        switchStatement(node, labels);
        return;
      case 'ExpressionStatement':
        evaluate(draft, node.expression);
        return;
      case 'VariableDeclaration':
        for (const declarator of node.declarations) evaluate(draft, declarator);
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
        else if (!isTypeOnly(node)) evaluate(draft, node);
    }
  }

  function loop(node: Node, labels: string[]): void {
    const frame = loopFrame(labels);
    draft.enter(frame);
    // A step of its own marks the beginning of each round.
    if (node.type === 'ForStatement' && node.init) statementOrExpression(node.init);
    if (node.type === 'ForOfStatement' || node.type === 'ForInStatement')
      evaluate(draft, node.right);
    const head = draft.step(node);
    let ended: Loose[] = [];
    if (node.type === 'WhileStatement' || (node.type === 'ForStatement' && node.test)) {
      const { yes, no } = branch(draft, node.test as Node);
      draft.loose = yes;
      ended = no;
    } else if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      ended = draft.loose;
      statementOrExpression(node.left);
    }
    statement((node as Of<'WhileStatement'>).body);
    draft.loose = [...draft.loose, ...frame.continued];
    if (node.type === 'ForStatement' && node.update) evaluate(draft, node.update);
    if (node.type === 'DoWhileStatement') {
      const { yes, no } = branch(draft, node.test);
      draft.loose = yes;
      ended = no;
    }
    // A list that is written out has a first round.
    if (node.type === 'ForOfStatement' && hasElements(node.right)) ended = draft.loose;
    draft.connect(draft.loose, head);
    draft.exit();
    draft.loose = [...(isLoop(node) && isEndless(node) ? [] : ended), ...frame.broken];
  }

  function statementOrExpression(node: Node): void {
    if (node.type === 'VariableDeclaration') statement(node);
    else evaluate(draft, node);
  }

  function switchStatement(node: Of<'SwitchStatement'>, labels: string[]): void {
    evaluate(draft, node.discriminant);
    const frame = loopFrame(labels);
    // `continue` in a switch belongs to the loop around it.
    draft.enter({ ...frame, kind: 'loop', continued: frame.continued });
    const from = draft.loose;
    let fallThrough: Loose[] = [];
    let hasDefault = false;
    for (const { test, consequent } of node.cases) {
      hasDefault ||= test === null;
      draft.loose = from;
      if (test) evaluate(draft, test);
      draft.loose = [...draft.loose, ...fallThrough];
      for (const child of consequent) statement(child);
      fallThrough = draft.loose;
    }
    draft.exit();
    if (frame.continued.length > 0) draft.jump('continue', frame.continued);
    draft.loose = [...fallThrough, ...frame.broken, ...(hasDefault ? [] : from)];
  }

  function tryStatement(node: Of<'TryStatement'>): void {
    const after = { kind: 'finally' as const, left: new Map<string, Loose[]>() };
    if (node.finalizer) draft.enter(after);
    const caught = { kind: 'catch' as const, thrown: [] as Loose[] };
    if (node.handler) draft.enter(caught);
    statement(node.block);
    let ends = draft.loose;
    if (node.handler) {
      draft.exit();
      draft.loose = caught.thrown;
      draft.step(node.handler);
      statement(node.handler.body);
      ends = [...ends, ...draft.loose];
    }
    draft.loose = ends;
    if (!node.finalizer) return;
    draft.exit();
    const hasNormalEnd = ends.length > 0;
    draft.loose = [...ends, ...[...after.left.values()].flat()].map((edge) => ({ ...edge }));
    statement(node.finalizer);
    const leaving = draft.loose;
    for (const target of after.left.keys())
      draft.jump(
        target,
        target === 'throw' ? leaving.map((edge) => ({ ...edge, isThrow: true })) : leaving,
      );
    draft.loose = hasNormalEnd ? leaving : [];
  }

  if (fn.type === 'Program') statement(fn);
  else {
    for (const parameter of fn.params) evaluate(draft, parameter);
    if (fn.body?.type === 'BlockStatement') statement(fn.body);
    else if (fn.body) evaluate(draft, fn.body);
  }
  draft.connect(draft.loose, draft.returned);
  return draft;
}

const hasElements = (list: Node): boolean =>
  list.type === 'ArrayExpression' &&
  list.elements.some((one) => one !== null && one.type !== 'SpreadElement');
