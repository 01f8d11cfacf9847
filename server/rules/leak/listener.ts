/**
 * A listener that each request adds to something that lives longer is never taken away.
 *
 * The emitter keeps each listener, and the listener all that it uses: the response, the socket, the user. After a day
 * there are as many as there were requests, and each event calls all of them. The same holds for `setInterval`. Take it
 * away when the request ends: `off` on 'close', `{ once: true }`, `{ signal }`, `clearInterval`.
 *
 * Bad:
 * ```js
 * import express from 'express';
 * import { news } from './news.js';
 *
 * const app = express();
 * app.get('/stream', (req, res) => {
 *   news.on('item', (item) => res.write(item.title));
 * });
 * ```
 *
 * Good:
 * ```js
 * import express from 'express';
 * import { news } from './news.js';
 *
 * const app = express();
 * app.get('/stream', (req, res) => {
 *   const forward = (item) => res.write(item.title);
 *   news.on('item', forward);
 *   res.on('close', () => news.off('item', forward));
 * });
 * ```
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import {
  ancestor,
  argument,
  enclosingFunction,
  isFunction,
  isInside,
  memberName,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import type { LoopPath } from '../../analysis/call-graph.ts';
import { optionState } from '../../analysis/call-options.ts';
import { fillsWhatIsMissing, isKept } from '../../analysis/kept-values.ts';
import { isFrequent } from '../../analysis/loop-frequency.ts';
import { writesOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { isLetGo, isOncePerSource, removing, repeatedPath } from './lasting-target.ts';

const adding = /^(?:on|addListener|prependListener|addEventListener)$/;
export const listener: Rule = {
  id: 'leak/listener',
  level: 'warning',
  summary: 'listener or interval per request that is never taken away',
  create: (context) => ({
    CallExpression(call) {
      const fn = enclosingFunction(call);
      if (!fn) return;
      const key = context.calleeKey(call);
      if (key === 'global.setInterval') {
        checkInterval(context, call, fn);
        return;
      }
      if (call.callee.type !== 'MemberExpression') return;
      if (!adding.test(memberName(call.callee) ?? '') || call.arguments.length < 2) return;
      const event = argument(call, 0);
      const handler = argument(call, 1);
      // `events.on(bus, 'data')` gives an iterator.
      if (key !== null && /^events\.(?:on|once)$/.test(key)) return;
      if (!event || !handler || !isListenerLike(context, handler) || isRoute(event)) return;
      if (optionState(context.source, call.arguments[2], /^(?:once|signal)$/) !== 'lacks') return;
      const target = unwrapped(call.callee.object);
      const path = repeatedPath(context, call, target);
      if (!path || isRemoved(context, call, fn, target) || isMadeAnew(context, fn, target)) return;
      const name = context.source.textOf(target);
      context.report({
        node: call,
        ...(isFrequent(path) ? {} : { level: 'hint' as const }),
        message: `Each ${rootOf(path)} adds a listener to ${name}, which lives longer: nothing takes it away.`,
        path: path.places,
        fixes: [takenAway(context, call, fn, name)],
      });
    },
  }),
};

const rootOf = ({ kind, root }: LoopPath): string => (kind === 'async' ? `call of ${root}` : root);

const isListenerLike = (context: RuleContext, node: Node): boolean =>
  isFunction(node) ||
  (node.type === 'Identifier' && context.variableOf(node) !== null) ||
  node.type === 'MemberExpression' ||
  (node.type === 'CallExpression' && memberName(node.callee) === 'bind');

const isRoute = (event: Node): boolean => stringValue(event)?.startsWith('/') === true;

function checkInterval(context: RuleContext, call: CallNode, fn: FunctionNode): void {
  const path = context.loopPath(call);
  if (!path || path.kind === 'async' || path.kind === 'timer' || isOncePerSource(path.root)) return;
  if (isKept(context.source, call) || isBegunOnce(context, call)) return;
  const { parent } = call;
  // `.unref()` only says that the process may end.
  if (parent?.type === 'ReturnStatement' || parent?.type === 'CallExpression') return;
  let isCleared = false;
  walk(outermost(fn), (node) => {
    isCleared ||= node.type === 'CallExpression' && isClearing(context, node);
  });
  if (isCleared || isClearedByField(context, call) || isHandedOn(context, call)) return;
  context.report({
    node: call,
    ...(isFrequent(path) ? {} : { level: 'hint' as const }),
    message: `Each ${rootOf(path)} starts an interval, and nothing clears it.`,
    path: path.places,
  });
}

/** `if (io === null) { io = open(); setInterval(gather, 1000); }`: the next one finds it there. */
const isBegunOnce = (context: RuleContext, call: CallNode): boolean =>
  ancestor(
    call,
    (one) =>
      one.type === 'IfStatement' &&
      isInside(call, one.consequent) &&
      fillsWhatIsMissing(context.source, one),
  ) !== null;

const isClearing = (context: RuleContext, call: CallNode): boolean =>
  /^global\.clear(?:Interval|Timeout)$/.test(context.calleeKey(call) ?? '');

/** `this.timer = setInterval(...)`, and `clearInterval(this.timer)` in another method. */
function isClearedByField(context: RuleContext, call: CallNode): boolean {
  const kept = call.parent?.type === 'AssignmentExpression' ? call.parent.left : null;
  const field = kept && memberName(kept);
  if (!field) return false;
  return context.source.nodes('CallExpression').some((one) => {
    const [timer] = one.arguments;
    return timer && memberName(unwrapped(timer)) === field && isClearing(context, one);
  });
}

/** `return timer`, `stop(timer)`. */
function isHandedOn(context: RuleContext, call: CallNode): boolean {
  const declarator = call.parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier')
    return false;
  const variable = context.variableOf(declarator.id);
  return (
    variable?.references.some(({ identifier }) => {
      const { parent } = identifier;
      return (
        parent?.type === 'CallExpression' ||
        parent?.type === 'ReturnStatement' ||
        parent?.type === 'Property'
      );
    }) === true
  );
}

const outermost = (fn: FunctionNode): Node => {
  let outer: Node = fn;
  for (let next = enclosingFunction(fn); next; next = enclosingFunction(next)) outer = next;
  return outer;
};

/** `socket = connect(); socket.on('message', read);`: another one each time, though the variable stays. */
function isMadeAnew(context: RuleContext, fn: FunctionNode, target: Node): boolean {
  if (target.type === 'MemberExpression') {
    const { source } = context;
    const name = source.textOf(target);
    return source
      .nodes('AssignmentExpression')
      .some(({ left, start, end }) => isInside({ start, end }, fn) && source.textOf(left) === name);
  }
  const variable = target.type === 'Identifier' ? context.variableOf(target) : null;
  return variable !== null && writesOf(variable).some((write) => isInside(write, fn));
}

/** Something in the function takes a listener away from the same target, or ends it. */
function isRemoved(context: RuleContext, call: CallNode, fn: FunctionNode, target: Node): boolean {
  const name = context.source.textOf(target);
  const outer = functionOfPath(fn);
  // `{ start() { bus.on('tick', push); }, cancel() { bus.off('tick', push); } }`
  const object = outer.parent?.type === 'Property' ? outer.parent.parent : null;
  return (
    isLetGo(context, object ?? outer, target) ||
    isRemovedElsewhere(context, call, name) ||
    givesRemover(context, call, outer)
  );
}

/** A handler that has a name, `this.onMessage`, is taken away from the same target in another function. */
function isRemovedElsewhere({ source }: RuleContext, call: CallNode, target: string): boolean {
  const handler = argument(call, 1);
  if (handler?.type !== 'MemberExpression') return false;
  const text = source.textOf(handler);
  return source
    .nodes('CallExpression')
    .some(
      ({ callee, arguments: passed }) =>
        callee.type === 'MemberExpression' &&
        removing.test(memberName(callee) ?? '') &&
        source.textOf(callee.object) === target &&
        passed.some((one) => source.textOf(one) === text),
    );
}

/** Of a promise executor, the function around: it may take the listener away in `finally`. */
function functionOfPath(fn: FunctionNode): FunctionNode {
  return fn.parent?.type === 'NewExpression' ? (enclosingFunction(fn) ?? fn) : fn;
}

/** The handler is kept for somebody who takes it away: `handlers.set(id, onItem)`, `return () => off(onItem)`. */
function givesRemover(context: RuleContext, call: CallNode, fn: Node): boolean {
  const handler = argument(call, 1);
  const variable = handler?.type === 'Identifier' ? context.variableOf(handler) : null;
  if (!variable) return false;
  return variable.references.some(({ identifier }) => {
    const node = identifier;
    return node !== handler && isInside(node, fn) && isKept(context.source, node);
  });
}

/** `off` when the response is closed. */
function takenAway(
  context: RuleContext,
  call: CallNode,
  fn: FunctionNode,
  target: string,
): FixBuilder | null {
  const handler = argument(call, 1);
  const [, reply] = fn.params;
  if (call.parent?.type !== 'ExpressionStatement' || handler?.type !== 'ArrowFunctionExpression')
    return null;
  if (reply?.type !== 'Identifier' || memberName(call.callee) !== 'on') return null;
  if (!/^(?:express\.Response|http\.ServerResponse)#$/.test(context.key(reply) ?? '')) return null;
  const fix = context.fix(`Take the listener away when ${reply.name} is closed`);
  const event = fix.textOf(call.arguments[0] as Node);
  return fix
    .insertLinesBefore(call, [`const listener = ${fix.textOf(handler)};`])
    .replace(handler, 'listener')
    .insertLinesAfter(call, [
      `${reply.name}.on('close', () => ${target}.off(${event}, listener));`,
    ]);
}
