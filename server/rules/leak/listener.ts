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
import type { CallNode, ClassNode, FunctionNode, Node } from '../../analysis/ast.ts';
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
import { classAround } from '../../analysis/class-members.ts';
import { fillsWhatIsMissing, isKept } from '../../analysis/kept-values.ts';
import { isFrequent } from '../../analysis/loop-frequency.ts';
import { registrationOf } from '../../analysis/registrations.ts';
import { definitionOf, parameterIndex, writesOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

const adding = /^(?:on|addListener|prependListener|addEventListener)$/;
const removing =
  /^(?:off|removeListener|removeEventListener|removeAllListeners|unsubscribe|abort|dispose|close|destroy)$/;
/** What happens once in the life of its source. */
const onceEvents =
  /^'(?:open|ready|close|end|finish|error|exit|listening|connect|disconnect|online|spawn|secureConnect|drain|newListener|pipe|unpipe|socket|response|upgrade|login|lookup)' listener$/;

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
  if (!path || path.kind === 'async' || path.kind === 'timer' || onceEvents.test(path.root)) return;
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

/** How the loop comes here again and again while the target stays the same. */
function repeatedPath(context: RuleContext, call: CallNode, target: Node): LoopPath | null {
  let root: Node = target;
  while (root.type === 'MemberExpression' || root.type === 'CallExpression')
    root = unwrapped(root.type === 'MemberExpression' ? root.object : root.callee);
  if (root.type === 'ThisExpression') return pathToShared(context, call, target);
  if (root.type !== 'Identifier') return null;
  if (target.type === 'CallExpression' || hasCall(target)) return null;
  const variable = context.variableOf(root);
  const definition = variable && definitionOf(variable);
  const path = context.loopPath(call);
  if (!path || onceEvents.test(path.root) || path.kind === 'hook') return null;
  if (path.kind === 'async' && (isForSignal(call) || !isPerCall(context, call))) return null;
  if (!definition) return context.key(root)?.startsWith('process') === true ? path : null;
  if (variable && context.source.topLevel(variable.name) === variable)
    return isListenerOnce(path) ? null : path;
  // Of a function around: it lives as long as what that function sets up.
  const owner =
    variable && parameterIndex(variable) !== null ? definition : enclosingFunction(definition);
  const registered = registeredAround(context, call, owner);
  return registered ? path : null;
}

/** A field of a class that is made once and called for each request: by a framework, or by the module itself. */
function pathToShared(context: RuleContext, call: CallNode, target: Node): LoopPath | null {
  const owner = classAround(call);
  if (!owner || hasCall(target)) return null;
  if (!owner.decorators?.length && !isMadeOnce(context, owner)) return null;
  const path = context.loopPath(call);
  return path?.kind === 'request' ? path : null;
}

/** `const hub = new Hub()` of the module, and nowhere else. */
function isMadeOnce({ source }: RuleContext, owner: ClassNode): boolean {
  const made = source
    .nodes('NewExpression')
    .filter(({ callee }) => callee.type === 'Identifier' && callee.name === owner.id?.name);
  return made.length === 1 && made.every((one) => enclosingFunction(one) === null);
}

/** `process.on('SIGTERM', stop)` in what nobody is seen to call: it waits for the end of the program, once. */
const isForSignal = (call: CallNode): boolean =>
  /^SIG[A-Z]+\d?$/.test(stringValue(argument(call, 0)) ?? '');

const hasCall = (target: Node): boolean => {
  let isFound = false;
  walk(target, ({ type }) => {
    isFound ||= type === 'CallExpression';
  });
  return isFound;
};

const isListenerOnce = ({ kind, root }: LoopPath): boolean =>
  kind === 'event' && onceEvents.test(root);

/** An async function that nobody is seen to call: only where it waits for each call, or answers a request. */
function isPerCall(context: RuleContext, call: CallNode): boolean {
  for (let fn = enclosingFunction(call); fn; fn = enclosingFunction(fn)) {
    const [first, second] = fn.params;
    const name = first ? context.key(first) : null;
    if (name && /^(?:express\.Request|http\.IncomingMessage|fastify\.Request)#$/.test(name))
      return true;
    if (second && /^(?:express\.Response|http\.ServerResponse)#$/.test(context.key(second) ?? ''))
      return true;
    if (fn.parent?.type === 'NewExpression' && context.calleeKey(fn.parent) === 'global.Promise')
      return true;
  }
  return false;
}

/** A callback between the call and the owner of the target that the loop calls many times. */
function registeredAround(context: RuleContext, call: CallNode, owner: Node | null): boolean {
  for (let fn = enclosingFunction(call); fn && fn !== owner; fn = enclosingFunction(fn)) {
    const outer = fn.parent;
    if (outer?.type !== 'CallExpression' && outer?.type !== 'NewExpression') continue;
    const registration = registrationOf(outer, context.calleeKey(outer));
    if (registration?.callbacks.includes(fn))
      return (
        /^(?:request|message|event)$/.test(registration.kind) &&
        !onceEvents.test(registration.label) &&
        memberName(outer.callee) !== 'once'
      );
  }
  return false;
}

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
  let isFound = false;
  const outer = functionOfPath(fn);
  walk(outer, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
    isFound ||=
      removing.test(memberName(node.callee) ?? '') &&
      context.source.textOf(node.callee.object) === name &&
      !isInside(node, { start: call.start, end: call.start });
  });
  return isFound || isRemovedElsewhere(context, call, name) || givesRemover(context, call, outer);
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
