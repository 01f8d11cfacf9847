/**
 * A promise that is never settled on one way through its code.
 *
 * Whoever awaits it waits for ever: no error is logged and no time-out ends it, the request or the job just hangs, with
 * all that it holds.
 *
 * Bad:
 * ```js
 * import { readFile } from 'node:fs';
 * export function readConfig(path) {
 *   return new Promise((resolve) => {
 *     readFile(path, 'utf8', (error, text) => {
 *       if (error) {
 *         console.error('No configuration', error);
 *         return;
 *       }
 *       resolve(text.trim());
 *     });
 *   });
 * }
 * ```
 *
 * Good:
 * ```js
 * import { readFile } from 'node:fs';
 * export function readConfig(path) {
 *   return new Promise((resolve, reject) => {
 *     readFile(path, 'utf8', (error, text) => {
 *       if (error) {
 *         reject(error);
 *         return;
 *       }
 *       resolve(text.trim());
 *     });
 *   });
 * }
 * ```
 */
import type { FunctionNode, Node } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  enclosingLoop,
  enclosingStatement,
  findOwn,
  isFunction,
  isInside,
  isLoop,
  memberName,
  stringValue,
  walkOwn,
} from '../../analysis/ast.ts';
import { controlFlow } from '../../analysis/control-flow.ts';
import { type FlowEdge, type FlowStep, findAfter } from '../../analysis/flow-graph.ts';
import { isProcessExit } from '../../analysis/process-exit.ts';
import {
  executorPromise,
  type Handover,
  type HandoverKind,
  handoverKind,
  type ManualPromise,
  resolversPromise,
  type Settling,
  settlingOf,
} from '../../analysis/settling.ts';
import type { SourceFile, Variable } from '../../analysis/source-file.ts';
import { definitionOf, readsOf, writesOf } from '../../analysis/variables.ts';
import { forgottenBranches } from '../../analysis/waiter-dispatch.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { rejectName } from '../../fixes/reject-name.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const path: Rule = {
  id: 'settle/path',
  level: 'warning',
  summary: 'A way on which a promise is never settled',
  create: (context) => ({
    NewExpression(node) {
      if (context.calleeKey(node) !== 'global.Promise') return;
      const promise = executorPromise(context.source, node);
      if (promise) check(context, promise);
    },
    VariableDeclarator(declarator) {
      if (context.calleeKey(declarator.init) !== 'global.Promise.withResolvers') return;
      const promise = resolversPromise(context.source, declarator);
      if (promise) check(context, promise);
    },
    SwitchStatement: (node) => checkDispatch(context, node),
    IfStatement: (node) => checkDispatch(context, node),
  }),
};

function checkDispatch(context: RuleContext, node: Parameters<typeof forgottenBranches>[1]): void {
  for (const { test, last, reject } of forgottenBranches(context.source, node)) {
    context.report({
      node: test.parent?.type === 'SwitchCase' ? { start: test.parent.start, end: test.end } : test,
      message:
        'The other branches settle the waiter, this one does not: whoever awaits it waits for ever.',
      path: [context.related(last, 'this way ends without resolve or reject')],
      fixes: [
        context
          .fix('Reject on this way')
          .insertLinesAfter(last, [`${reject}(new Error('There is no result'));`]),
      ],
    });
  }
}

/** After an 'error' as well. */
const comesInAnyCase = /^(?:close|exit|end|finish)$/;

/** `Promise.race([work, new Promise(...)])` */
function isRaceMember(context: RuleContext, promise: Node): boolean {
  const race = promise.parent?.type === 'ArrayExpression' ? promise.parent.parent : null;
  return race?.type === 'CallExpression' && context.calleeKey(race) === 'global.Promise.race';
}

interface Gap {
  /** The last thing that is done on the way. */
  readonly exit: FlowStep;
  /** The test that lets the way out, if it is the last thing. */
  readonly edge: FlowEdge | null;
  readonly fn: FunctionNode;
}

function check(context: RuleContext, promise: ManualPromise): void {
  // Made to fail only, as one that races against the work: while it does not, it is to wait.
  if (promise.reject && (!promise.resolve || readsOf(promise.resolve).length === 0)) return;
  // One of those that race may stay behind.
  if (isRaceMember(context, promise.node)) return;
  const settling = settlingOf(context.source, promise);
  const gap =
    gapIn(context, promise.fn, promise.from, settling, new Set()) ??
    gapAfterRemoval(context, promise, settling);
  if (!gap) return;
  const { node } = gap.exit;
  context.report({
    node: promise.node,
    message:
      'One way through this code never settles the promise: whoever awaits it waits for ever.',
    path: node ? [context.related(node, 'this way ends without resolve or reject')] : [],
    fixes: [settle(context, promise, gap)],
  });
}

/** A listener takes itself and all others away first: whatever it does then has to settle. */
function gapAfterRemoval(
  context: RuleContext,
  { fn: outer }: ManualPromise,
  settling: Settling,
): Gap | null {
  const { source } = context;
  const handed = settling.handovers(outer);
  for (const { fn } of handed) {
    if (!fn) continue;
    const removed = new Map<string, Node>();
    walkOwn(fn, (node) => {
      if (node.type !== 'CallExpression' || !removing.test(memberName(node.callee) ?? '')) return;
      const listener = node.arguments[1];
      if (listener) removed.set(source.textOf(listener), node);
    });
    const last = handed.map(({ argument }) => removed.get(source.textOf(argument)));
    if (last.length === 0 || last.includes(undefined)) continue;
    const from = last.reduce((one, other) =>
      one && other && one.start > other.start ? one : other,
    );
    const gap = gapIn(context, fn, from ?? null, settling, new Set());
    if (gap) return gap;
  }
  return null;
}

const removing = /^(?:off|removeListener|removeEventListener)$/;

function gapIn(
  context: RuleContext,
  fn: FunctionNode,
  from: Node | null,
  settling: Settling,
  seen: Set<FunctionNode>,
): Gap | null {
  // `setTimeout(step, 100)` in `step`
  if (seen.has(fn)) return null;
  seen.add(fn);
  // An empty executor waits for ever on purpose.
  if (fn.body?.type === 'BlockStatement' && fn.body.body.length === 0) return null;
  const flow = controlFlow(fn);
  const start = from ? flow.at(from) : flow.entry;
  if (!start) return null;
  const settles = (step: FlowStep): boolean => settlesAt(step.node, settling);
  const mayTake = (edge: FlowEdge, step: FlowStep): boolean =>
    !passesCases(context, step, edge) &&
    (edge.test === null || !dependsOnState(context, edge.test.node, fn));
  const ending = (step: FlowStep): FlowEdge | undefined =>
    step.next.find((edge) => edge.to === flow.returned && !edge.isThrow && mayTake(edge, step));
  const exit = findAfter(start, (step) => !settles(step) && ending(step) !== undefined, {
    avoid: settles,
    edge: mayTake,
  });
  if (exit) return { exit, edge: ending(exit) ?? null, fn };
  // Each way settles it here, whatever is handed on besides.
  const isDirect = ({ node }: FlowStep): boolean =>
    node?.type === 'CallExpression' && settling.isCarrier(node.callee);
  const isUnsettled = (step: FlowStep): boolean => !isDirect(step) && ending(step) !== undefined;
  if (!findAfter(start, isUnsettled, { avoid: isDirect, edge: mayTake })) return null;

  const handed = settling.handovers(fn).map((handover) => {
    const { call } = handover;
    const event = stringValue(call.arguments[0]);
    return { ...handover, kind: handoverKind(handover, context.calleeKey(call), event) };
  });
  // Somebody else may settle it as well.
  if (settling.isKept(fn)) return null;
  if (handed.some(({ kind }) => kind === 'open')) return null;
  const lasting = handed.filter(({ kind }) => kind === 'once');
  const calls = new Set(lasting.map(({ call }) => call));
  if (calls.size !== 1) return null;
  for (const { fn: nested, call } of lasting) {
    if (!nested || !settling.carries(nested) || enclosingLoop(call)) continue;
    const gap = gapIn(context, nested, null, settling, seen);
    if (gap) return gap;
  }
  return gapOfFailure(context, handed, settling, seen);
}

/** `on('error', (err) => { if (err.code === 'ENOENT') resolve(null); })`, when no end comes after the failure. */
function gapOfFailure(
  context: RuleContext,
  handed: readonly (Handover & { readonly kind: HandoverKind })[],
  settling: Settling,
  seen: Set<FunctionNode>,
): Gap | null {
  if (handed.some(({ call }) => comesInAnyCase.test(stringValue(call.arguments[0]) ?? '')))
    return null;
  for (const { fn, kind } of handed) {
    if (kind !== 'failure' || !fn || !settling.carries(fn)) continue;
    const gap = gapIn(context, fn, null, settling, seen);
    if (gap) return gap;
  }
  return null;
}

function settlesAt(node: Node | null, settling: Settling): boolean {
  if (!node) return false;
  switch (node.type) {
    case 'CallExpression':
      return settling.isCarrier(node.callee) || isProcessExit(node);
    case 'ChainExpression':
      // `api?.addHook('onClose', () => resolve())`: that there is none is not looked at.
      return (
        (node.expression.type === 'CallExpression' && settling.isCarrier(node.expression.callee)) ||
        findOwn(node.expression, (inner) => isHandedOver(inner, settling)) !== null
      );
    case 'Identifier': {
      const { parent } = node;
      const isCallee = parent?.type === 'CallExpression' && parent.callee === node;
      const isDeclared = parent?.type === 'VariableDeclarator' && parent.id === node;
      return !isCallee && !isDeclared && !isParameter(node) && settling.isCarrier(node);
    }
    default:
      // That a list may be empty is not looked at, if each of its elements gets a way to settle.
      if (isLoop(node))
        return findOwn(node.body, (inner) => isHandedOver(inner, settling)) !== null;
      return isHandedOver(node, settling);
  }
}

/** `reply: string | null`: there are more values than any `switch` has cases. */
function isOpenType(source: SourceFile, value: Node): boolean {
  const [name] = value.type === 'Identifier' ? (source.variableOf(value)?.identifiers ?? []) : [];
  const type = name && 'typeAnnotation' in name ? name.typeAnnotation : null;
  return !!type && /\b(?:string|number|unknown|any|null|undefined)\b/.test(source.textOf(type));
}

const isHandedOver = (node: Node, settling: Settling): boolean =>
  isFunction(node) && settling.carries(node) && node.parent?.type !== 'VariableDeclarator';

/** With types a `switch` without `default` may well name all cases. */
function passesCases({ source }: RuleContext, { node }: FlowStep, { to }: FlowEdge): boolean {
  const around = node?.parent;
  return (
    /\.[cm]?tsx?$/.test(source.path) &&
    around?.type === 'SwitchStatement' &&
    around.discriminant === node &&
    !isOpenType(source, node) &&
    !(to.node && isInside(to.node, around))
  );
}

const isParameter = (node: Node): boolean => {
  const { parent } = node;
  if (isFunction(parent)) return true;
  return parent?.type === 'Property' && parent.parent?.type === 'ObjectPattern';
};

const changing = /^(?:push|pop|shift|unshift|splice|add|delete|set|clear)$/;

/** `if (settled) return;`: what was done before decides, as with flags, counters and lists. */
function dependsOnState(context: RuleContext, test: Node, fn: FunctionNode): boolean {
  return (
    findOwn(test, (node) => {
      const variable = node.type === 'Identifier' ? context.variableOf(node) : null;
      return variable !== null && isState(variable, fn);
    }) !== null
  );
}

const isState = (variable: Variable, fn: FunctionNode): boolean =>
  (!isText(variable) && writesOf(variable).some((write) => enclosingFunction(write) !== null)) ||
  variable.references.some(({ identifier }) => {
    const { parent } = identifier;
    return (
      parent?.type === 'MemberExpression' &&
      changing.test(memberName(parent) ?? '') &&
      ancestor(parent, (node) => node === fn || isFunction(node)) !== null
    );
  });

/** `let body = '';`: what was received says nothing of what was done. */
function isText(variable: Variable): boolean {
  const definition = definitionOf(variable);
  const init = definition?.type === 'VariableDeclarator' ? definition.init : null;
  return init?.type === 'Literal' && typeof init.value === 'string';
}

/** Puts the missing `reject` onto the way. */
function settle(
  context: RuleContext,
  promise: ManualPromise,
  { exit, edge, fn }: Gap,
): FixBuilder | null {
  const { node } = exit;
  if (!node) return null;
  const fix = context.fix('Reject on this way');
  const reject = rejectName(context.source, promise, fix);
  if (reject === null) return null;
  const text = `${reject}(${errorText(node, fn)})`;
  if (node.type === 'ReturnStatement')
    return node.argument ? null : fix.replace(node, `return ${text};`);
  const statement = enclosingStatement(node);
  if (edge?.test) {
    if (statement.type !== 'IfStatement' || statement.test !== edge.test.node) return null;
    return statement.alternate || edge.test.value
      ? null
      : fix.insertAfter(statement, ` else ${text};`);
  }
  const block = statement.parent;
  if (block?.type !== 'BlockStatement' || statement.type !== 'ExpressionStatement') return null;
  return fix.insertLinesAfter(statement, [`${text};`]);
}

/** What the way knows of the failure. */
function errorText(node: Node, fn: FunctionNode): string {
  const handler = ancestor(node, (outer) => outer === fn || outer.type === 'CatchClause');
  if (handler?.type === 'CatchClause' && handler.param?.type === 'Identifier')
    return handler.param.name;
  const [first] = fn.params;
  const isError = first?.type === 'Identifier' && /^(?:e|err|error)$/.test(first.name);
  const test = ancestor(node, (outer) => outer === fn || outer.type === 'IfStatement');
  const isTested =
    isError &&
    test?.type === 'IfStatement' &&
    test.test.type === 'Identifier' &&
    test.test.name === first.name;
  return isTested ? first.name : "new Error('There is no result')";
}
