/** Whether what a function acquires is released on every way out of it, exceptions included. */
import type { Acquisition } from './acquisitions.ts';
import { callsIn, outermostFunction } from './acquisitions.ts';
import type { CallNode, Node } from './ast.ts';
import { ancestor, isFunction, isInside, memberName, unwrapped, walk } from './ast.ts';
import { controlFlow } from './control-flow.ts';
import { type ControlFlow, type FlowEdge, type FlowStep, findAfter } from './flow-graph.ts';
import { isOutside } from './kept-values.ts';
import { isProcessExit } from './process-exit.ts';
import type { SourceFile } from './source-file.ts';
import { readsOf } from './variables.ts';

export interface Leak {
  /** Never released at all, or only not on one way. */
  readonly kind: 'never' | 'throw' | 'return';
  /** The step by which the function is left; `null` when that is its end. */
  readonly by: Node | null;
}

/** @param mayThrow which steps are looked at as ways out by an exception */
export function leakOf(
  file: SourceFile,
  one: Acquisition,
  doesRelease: (call: CallNode) => boolean = (call) => one.isRelease(call),
  mayThrow: (node: Node) => boolean = () => true,
): Leak | null {
  const flow = controlFlow(one.fn);
  const start = flow.at(one.heldFrom);
  if (!start) return null;
  const released = new Set<FlowStep>();
  for (const node of endsOfHolding(file, one, doesRelease)) {
    const step = flow.at(node);
    if (step) released.add(step);
  }
  if (released.has(start)) return null;
  const isGuarded = callsIn(one.fn).some((call) => doesRelease(call) && isInFinally(call, one.fn));
  const last = lastStepBefore(flow, start, released, (edge, from) => {
    if (edge.isThrow && (from === start || isItsWait(file, one, from.node))) return false;
    if (edge.isThrow && from.node && !mayThrow(from.node)) return false;
    if (edge.isThrow && from.node && isHarmless(file, one, from.node, isGuarded)) return false;
    return edge.test === null || agrees(file, one, edge.test);
  });
  if (!last) return null;
  if (released.size === 0) return { kind: 'never', by: null };
  return { kind: last.isThrow ? 'throw' : 'return', by: last.step.node };
}

/** `await connecting`, where that is the promise of what is acquired: when it is rejected there is nothing to release. */
function isItsWait(file: SourceFile, { variable }: Acquisition, node: Node | null): boolean {
  if (variable === null || node?.type !== 'AwaitExpression') return false;
  const value = unwrapped(node.argument);
  return value.type === 'Identifier' && file.variableOf(value) === variable;
}

/** Finds a way out, or back to the beginning, and the step that it leaves by. */
function lastStepBefore(
  flow: ControlFlow,
  start: FlowStep,
  released: ReadonlySet<FlowStep>,
  edge: (edge: FlowEdge, from: FlowStep) => boolean,
): { step: FlowStep; isThrow: boolean } | null {
  const isOut = (step: FlowStep): boolean =>
    step === flow.thrown || step === flow.returned || step === start;
  let found: { step: FlowStep; isThrow: boolean } | null = null;
  findAfter(start, isOut, {
    avoid: (step) => released.has(step),
    edge: (one, from) => {
      if (!edge(one, from)) return false;
      if (isOut(one.to)) found ??= { step: from, isThrow: one.isThrow };
      return true;
    },
  });
  return found;
}

/** Nodes after which this function need not release it: it has, or somebody else will. */
function* endsOfHolding(
  file: SourceFile,
  one: Acquisition,
  doesRelease: (call: CallNode) => boolean,
): Generator<Node> {
  for (const call of callsIn(one.fn)) {
    if (isProcessExit(call)) yield call;
    if (!doesRelease(call)) continue;
    const closure = outermostFunction(call, one.fn);
    // A function that releases it is there: it will be called.
    yield closure ?? call;
    if (closure) yield* chainBefore(closure);
    else yield* conditionsInFinally(call, one.fn);
  }
  if (!one.variable) return;
  const hasRelease = callsIn(one.fn).some(doesRelease);
  for (const read of readsOf(one.variable)) {
    if (isInside(read, one.call)) continue;
    const closure = outermostFunction(read, one.fn);
    if (closure) continue;
    const end = handsOver(file, one, read, hasRelease);
    if (!end) continue;
    yield end;
    yield* chainBefore(read);
  }
}

/** `work(client).finally(() => client.release())`: nothing before in the chain leaves without it. */
function* chainBefore(argument: Node): Generator<Node> {
  const call = argument.parent;
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return;
  if (memberName(call.callee) === 'finally') yield* partsOf(call.callee.object);
}

/** `finally { if (client) client.release(); }`: the condition knows what it does. */
function* conditionsInFinally(call: Node, fn: Node): Generator<Node> {
  for (let node = call.parent ?? null; node && node !== fn; node = node.parent ?? null) {
    if (node.type === 'ChainExpression') yield node;
    if (!isInFinally(node, fn)) continue;
    if (node.type === 'IfStatement') yield* partsOf(node.test);
    else if (node.type === 'LogicalExpression') yield* partsOf(node.left);
    else if (node.type === 'ForOfStatement') yield* partsOf(node.right);
  }
}

function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  walk(node, (part) => {
    parts.push(part);
    return !isFunction(part);
  });
  return parts;
}

const isInFinally = (node: Node, fn: Node): boolean => {
  const block = ancestor(
    node,
    (one) => one === fn || (one.parent?.type === 'TryStatement' && one.parent.finalizer === one),
  );
  return block !== null && block !== fn;
};

const keepers =
  /^(?:push|unshift|set|add|use|adopt|defer|enqueue|resolve|callback|cb|done|next|emit|finally|on|once|register|assign)$/;

/** The node by which a use of the value passes it on; `null` when it does not. */
function handsOver(
  file: SourceFile,
  one: Acquisition,
  read: Node,
  hasRelease: boolean,
): Node | null {
  let value: Node = read;
  for (let parent = read.parent ?? null; parent; parent = parent.parent ?? null) {
    switch (parent.type) {
      case 'MemberExpression':
        return null;
      case 'ReturnStatement':
      case 'YieldExpression':
      case 'ThrowStatement':
        return parent;
      case 'ArrowFunctionExpression':
        return value;
      case 'CallExpression':
      case 'NewExpression': {
        if (parent.callee === value) return null;
        // What is made of a path is another path; a file of that folder may well be the result.
        if (one.kind.isPath) {
          if (isReturned(file, parent)) return parent;
          return null;
        }
        const { callee } = parent;
        const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
        return !hasRelease || parent.type === 'NewExpression' || keepers.test(name ?? '')
          ? parent
          : null;
      }
      case 'AssignmentExpression':
        if (parent.right !== value) return null;
        return isOutside(file, parent.left) ||
          parent.left.type === 'MemberExpression' ||
          !hasRelease
          ? parent
          : null;
      case 'VariableDeclarator':
        // Under another name it is followed no further.
        return parent.id.type === 'Identifier' ? parent : null;
      case 'Property':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'SpreadElement':
      case 'ConditionalExpression':
      case 'AwaitExpression':
      case 'TemplateLiteral':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
        if (parent.type === 'ConditionalExpression' && parent.test === value) return null;
        if (parent.type === 'TemplateLiteral' && one.kind.isPath)
          return isReturned(file, parent) ? parent : null;
        value = parent;
        continue;
      default:
        return null;
    }
  }
  return null;
}

/** The value, or a variable that holds it, is what the function returns. */
function isReturned(file: SourceFile, node: Node): boolean {
  for (
    let parent = node.parent ?? null;
    parent && !isFunction(parent);
    parent = parent.parent ?? null
  ) {
    if (parent.type === 'ReturnStatement') return true;
    if (parent.type === 'CallExpression') return false;
    if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
      const variable = file.variableOf(parent.id);
      return variable !== null && readsOf(variable).some((read) => isReturned(file, read));
    }
    if (parent.type.endsWith('Statement')) return false;
  }
  return false;
}

/** Calls that do not throw in practice: what stands between an acquisition and its `try`. */
const harmless =
  /^(?:console|logger|log|performance|Date|Math|process|metrics|stats|debug|Number|String|Boolean|Symbol|Object)$/;

/** @param isGuarded there is a `finally`: what stands before its `try` was put there on purpose */
function isHarmless(file: SourceFile, one: Acquisition, node: Node, isGuarded: boolean): boolean {
  if (node.type === 'NewExpression') {
    const { callee } = node;
    return (
      callee.type === 'Identifier' &&
      /^(?:Date|Map|Set|Error|AbortController|Array)$|Error$/.test(callee.name)
    );
  }
  if (node.type !== 'CallExpression') return false;
  if (isGuarded) return true;
  const callee = unwrapped(node.callee);
  if (callee.type === 'Identifier')
    return /^(?:Number|String|Boolean|setTimeout|clearTimeout|clearInterval|setInterval|debug|log)$/.test(
      callee.name,
    );
  let root: Node = callee;
  while (root.type === 'MemberExpression') root = unwrapped(root.object);
  if (root.type === 'Identifier' && harmless.test(root.name)) return true;
  if (root.type === 'ThisExpression' && /\b(?:log|logger|metrics)\./.test(file.textOf(callee)))
    return true;
  return (
    /^(?:on|once|off|has|push|shift|now|clear|log(?:[A-Z]\w*)?)$/.test(memberName(callee) ?? '') ||
    one.isRelease(node)
  );
}

/** Whether a test can have this value while the resource is held: it is not `null` then. */
function agrees(
  file: SourceFile,
  { variable }: Acquisition,
  test: NonNullable<FlowEdge['test']>,
): boolean {
  if (!variable) return true;
  const isHeld = (node: Node): boolean => {
    const value = unwrapped(node);
    return value.type === 'Identifier' && file.variableOf(value) === variable;
  };
  const { node, value } = test;
  if (isHeld(node)) return value;
  if (node.type !== 'BinaryExpression' || (!isHeld(node.left) && !isHeld(node.right))) return true;
  const other = isHeld(node.left) ? node.right : node.left;
  const isNothing =
    (other.type === 'Literal' && other.value === null) ||
    (other.type === 'Identifier' && other.name === 'undefined');
  if (!isNothing) return true;
  if (/^!==?$/.test(node.operator)) return value;
  return /^===?$/.test(node.operator) ? !value : true;
}
